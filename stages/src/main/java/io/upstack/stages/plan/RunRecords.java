package io.upstack.stages.plan;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.upstack.proto.Execution;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.stages.configuration.EffectiveGeneration;
import io.upstack.stages.configuration.ShardSizes;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.shards.RunOrigin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the record of the settings that generate the samples of a run, and compares two records.
 */
public final class RunRecords {
  /** The name of the record in the output. */
  public static final String OBJECT = RunOrigin.RECORD;

  private static final String GENERATION = "generation";
  static final String NUM_SAMPLES = GENERATION + ".num_samples";

  /** The fingerprints of these files are compared instead of their paths. */
  private static final Set<String> FILES =
      Set.of(
          GENERATION + ".base.model_path",
          GENERATION + ".base.classifier.classifier_path",
          GENERATION + ".upsampler.model_path");

  private static final Set<String> NOT_IN_ORIGIN = Sets.union(FILES, Set.of(NUM_SAMPLES));

  private static final Set<String> LISTED_LABELS =
      Set.of(GENERATION + ".labels.explicit", GENERATION + ".labels.counts");

  private RunRecords() {}

  /** Returns the record of a validated configuration, with every default written out. */
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
   * Returns the problems that keep a run from continuing in an output with another record: every
   * field that differs, by its full path, with both values. A missing field equals one with its
   * default value. The number of samples may differ if the labels agree for the samples that both
   * have. Paths of files may differ if the fingerprints do not. Whether there are objects beyond a
   * smaller number of samples is checked by {@link RunOutput}.
   */
  public static Problems check(RunRecord existing, RunRecord asked) {
    Problems problems = new Problems();
    Generation held = EffectiveGeneration.of(existing.getGeneration());
    Generation wanted = EffectiveGeneration.of(asked.getGeneration());
    new FieldDifferences(Sets.union(FILES, Set.of(NUM_SAMPLES)), problems)
        .add(GENERATION, held, LabelGrowth.alignLabels(held, wanted));
    addFingerprints(existing, asked, problems);
    addCircumstances(existing, asked, problems);
    return problems;
  }

  /**
   * Adds a problem if the requested run has fewer samples than another command has recorded in the
   * meantime.
   */
  public static void checkGrowth(RunRecord existing, RunRecord asked, Problems problems) {
    long held = existing.getGeneration().getNumSamples();
    long wanted = asked.getGeneration().getNumSamples();
    if (wanted < held) {
      problems.add(
          NUM_SAMPLES,
          ("asked for %d, but another command has asked for %d in the same output at the same time:"
                  + " ask for as many, or use another output")
              .formatted(wanted, held));
    }
  }

  /**
   * Returns a digest of the part of a record on which the bytes of samples depend. Two records have
   * the same digest if {@link #check} finds no difference. A missing field counts as one with its
   * default value, so a digest does not change when a field is added to the messages. Lists of
   * labels grow with a run, so only their kind counts.
   */
  public static RunOrigin origin(RunRecord record) {
    RunRecord.Builder effective =
        record.toBuilder().setGeneration(EffectiveGeneration.of(record.getGeneration()));
    effective.getFingerprintsBuilderList().forEach(Fingerprint.Builder::clearSize);
    Hasher hasher = Hashing.sha256().newHasher();
    addTo(hasher, "", effective.build());
    return new RunOrigin(hasher.hash().toString());
  }

  private static void addTo(Hasher hasher, String path, Message message) {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      String fieldPath = path + field.getName();
      if (field.isRepeated()) {
        List<?> values = (List<?>) entry.getValue();
        for (int i = 0; i < values.size(); i++) {
          addTo(hasher, fieldPath + "[" + i + "]", values.get(i));
        }
      } else if (!NOT_IN_ORIGIN.contains(fieldPath)
          && (field.getJavaType() == JavaType.MESSAGE
              || !entry.getValue().equals(field.getDefaultValue()))) {
        addTo(hasher, fieldPath, entry.getValue());
      }
    }
  }

  private static void addTo(Hasher hasher, String path, Object value) {
    if (value instanceof Message message) {
      addTo(hasher, path, "{}");
      if (!LISTED_LABELS.contains(path)) {
        addTo(hasher, path + ".", message);
      }
      return;
    }
    // The shortest decimal form of a number is not the same in every version of Java.
    String text =
        value instanceof Double number ? Double.toHexString(number) : String.valueOf(value);
    hasher.putUnencodedChars(path).putChar('=').putInt(text.length()).putUnencodedChars(text);
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

  /**
   * Returns the path where a user sets the field. Fields that are determined automatically are not
   * in the configuration.
   */
  private static String path(FieldDescriptor field) {
    boolean configured = Execution.getDescriptor().findFieldByName(field.getName()) != null;
    return configured ? "execution." + field.getName() : field.getName();
  }
}
