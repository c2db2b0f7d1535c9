package io.upstack.stages.plan;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.upstack.proto.Execution;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.stages.configuration.EffectiveGeneration;
import io.upstack.stages.configuration.ShardSizes;
import io.upstack.stages.problems.Problems;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the record of what generates the samples of a run, and compares two of them. */
public final class RunRecords {
  /** Name of the record in the output. */
  public static final String OBJECT = "run.textproto";

  private static final String GENERATION = "generation";
  private static final String NUM_SAMPLES = GENERATION + ".num_samples";

  /** The fingerprints of these files are compared in their stead. */
  private static final Set<String> FILES =
      Set.of(
          GENERATION + ".base.model_path",
          GENERATION + ".base.classifier.classifier_path",
          GENERATION + ".upsampler.model_path");

  private RunRecords() {}

  /** The record of a validated configuration, with every default written out. */
  public static RunRecord of(RunConfiguration configuration, RunCircumstances circumstances) {
    Execution execution = configuration.getExecution();
    return RunRecord.newBuilder()
        .setFormat(RunRecord.getDefaultInstance().getFormat())
        .setGeneration(EffectiveGeneration.of(configuration.getGeneration()))
        .addAllFingerprints(circumstances.fingerprints())
        .setBatchSize(execution.getBatchSize())
        .setShardSize(ShardSizes.of(execution))
        .setIntraOpThreads(circumstances.intraOpThreads())
        .setDevice(Splitter.on(':').splitToList(execution.getDevice()).get(0))
        .setPrecision(circumstances.precision())
        .setEngine(circumstances.engine())
        .build();
  }

  /**
   * What keeps a run from going on in an output that holds another: every field that differs, by
   * its full path, with both values. A field left out equals one with its default value. The number
   * of samples may grow, with labels that agree for the samples there are; paths of files may
   * differ where the fingerprints do not.
   */
  public static Problems check(RunRecord existing, RunRecord asked) {
    Problems problems = new Problems();
    Generation held = EffectiveGeneration.of(existing.getGeneration());
    Generation wanted = EffectiveGeneration.of(asked.getGeneration());
    if (wanted.getNumSamples() < held.getNumSamples()) {
      problems.add(
          NUM_SAMPLES,
          ("the output holds %s; asked for %s, but a run may grow and not shrink:"
                  + " use another output, or evaluate the samples of this one")
              .formatted(held.getNumSamples(), wanted.getNumSamples()));
    }
    new FieldDifferences(Sets.union(FILES, Set.of(NUM_SAMPLES)), problems)
        .add(GENERATION, held, LabelGrowth.alignLabels(held, wanted));
    addFingerprints(existing, asked, problems);
    addCircumstances(existing, asked, problems);
    return problems;
  }

  private static void addFingerprints(RunRecord existing, RunRecord asked, Problems problems) {
    Map<String, Fingerprint> held = fingerprints(existing);
    Map<String, Fingerprint> wanted = fingerprints(asked);
    for (String field : Sets.union(held.keySet(), wanted.keySet())) {
      String before = checksum(held, field);
      String after = checksum(wanted, field);
      if (!before.equals(after)) {
        problems.add(field, "the output was made with " + before + "; asked for " + after);
      }
    }
  }

  private static Map<String, Fingerprint> fingerprints(RunRecord run) {
    return run.getFingerprintsList().stream()
        .collect(ImmutableMap.toImmutableMap(Fingerprint::getField, print -> print));
  }

  private static String checksum(Map<String, Fingerprint> fingerprints, String field) {
    return Optional.ofNullable(fingerprints.get(field))
        .map(
            print ->
                (print.hasStateDict() ? "'%s' of ".formatted(print.getStateDict()) : "")
                    + "a file of SHA-256 "
                    + print.getSha256())
        .orElse("no file");
  }

  private static void addCircumstances(RunRecord existing, RunRecord asked, Problems problems) {
    for (FieldDescriptor field : RunRecord.getDescriptor().getFields()) {
      boolean circumstance = !field.isRepeated() && !field.getName().equals(GENERATION);
      Object held = existing.getField(field);
      Object wanted = asked.getField(field);
      if (circumstance && !held.equals(wanted)) {
        problems.add(path(field), "the output holds " + held + "; asked for " + wanted);
      }
    }
  }

  /** Where a user sets it; what is found out has no place in the configuration. */
  private static String path(FieldDescriptor field) {
    boolean configured = Execution.getDescriptor().findFieldByName(field.getName()) != null;
    return configured ? "execution." + field.getName() : field.getName();
  }
}
