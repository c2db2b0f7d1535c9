package io.upstack.stages.history;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.hash.Hashing;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.upstack.proto.Evaluation;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.Generation;
import io.upstack.proto.HistorySeries;
import io.upstack.proto.HistoryStage;
import io.upstack.proto.RunConfiguration;
import io.upstack.stages.configuration.EffectiveGeneration;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The series that a result belongs to. Results of one series differ in the checkpoint of one stage
 * alone: the samples have the same seed, labels and noise, and the same reference and extractor
 * measure them.
 */
public final class SeriesOfResults {
  private static final int ID_CHARACTERS = 16;

  /** The fields that name files. The fingerprints of the files count instead. */
  private static final Set<String> PATHS =
      Set.of(
          "generation.base.model_path",
          "generation.base.classifier.classifier_path",
          "generation.upsampler.model_path",
          "evaluation.extractor",
          "evaluation.reference");

  private SeriesOfResults() {}

  /**
   * Returns the series of a configuration.
   *
   * @param stage the stage whose checkpoint varies
   * @param configuration the configuration with any checkpoint for that stage
   * @param fingerprints the fingerprints of the files that generation and evaluation name; one of
   *     the varying checkpoint is left out
   * @param precision the precision of the networks on the device: fp32 or fp16
   * @throws IllegalArgumentException naming a field whose file has no fingerprint
   */
  public static HistorySeries of(
      HistoryStage stage,
      RunConfiguration configuration,
      List<Fingerprint> fingerprints,
      String precision) {
    Generation.Builder generation =
        EffectiveGeneration.of(configuration.getGeneration()).toBuilder();
    forgetCheckpoint(stage, generation);
    Evaluation.Builder evaluation =
        configuration.getEvaluation().toBuilder()
            .clearClassNames()
            .clearNeighboursOf()
            .clearReferenceCache();
    HistorySeries series =
        HistorySeries.newBuilder()
            .setStage(stage)
            .setGeneration(generation)
            .setEvaluation(evaluation)
            .addAllFingerprints(
                fingerprints.stream()
                    .filter(each -> !each.getField().equals(HistoryStages.field(stage)))
                    .sorted(Comparator.comparing(Fingerprint::getField))
                    .toList())
            .setPrecision(precision)
            .build();
    requireFingerprints(series);
    return series;
  }

  private static void forgetCheckpoint(HistoryStage stage, Generation.Builder generation) {
    switch (stage) {
      case HISTORY_BASE -> {
        String path = generation.getBase().getModelPath();
        generation.getBaseBuilder().setModelPath(part(path));
      }
      case HISTORY_CLASSIFIER -> {
        String path = generation.getBase().getClassifier().getClassifierPath();
        generation.getBaseBuilder().getClassifierBuilder().setClassifierPath(part(path));
      }
      case HISTORY_UPSAMPLER -> {
        String path = generation.getUpsampler().getModelPath();
        generation.getUpsamplerBuilder().setModelPath(part(path));
      }
      case HISTORY_STAGE_UNSPECIFIED -> throw new IllegalArgumentException("the stage is missing");
    }
  }

  private static String part(String path) {
    int mark = path.lastIndexOf('#');
    return mark < 0 ? "" : path.substring(mark);
  }

  private static void requireFingerprints(HistorySeries series) {
    Set<String> known =
        series.getFingerprintsList().stream()
            .map(Fingerprint::getField)
            .collect(Collectors.toSet());
    Map<String, String> values = new TreeMap<>();
    collect("", series, values);
    String varying = HistoryStages.field(series.getStage());
    for (String path : PATHS) {
      checkArgument(
          path.equals(varying) || !values.containsKey(path) || known.contains(path),
          "the file of %s has no fingerprint",
          path);
    }
  }

  /** Returns the digest of a series, which names it in the store. */
  public static String id(HistorySeries series) {
    String lines =
        settings(series).entrySet().stream()
            .map(setting -> setting.getKey() + ": " + setting.getValue() + "\n")
            .collect(Collectors.joining());
    return Hashing.sha256()
        .hashString(lines, StandardCharsets.UTF_8)
        .toString()
        .substring(0, ID_CHARACTERS);
  }

  /**
   * Returns what distinguishes a series from others: the fields that differ from their defaults,
   * with the fingerprints of files instead of their paths.
   */
  public static Map<String, String> settings(HistorySeries series) {
    Map<String, String> settings = new TreeMap<>();
    collect("", series.toBuilder().clearFingerprints().build(), settings);
    String varying = HistoryStages.field(series.getStage());
    PATHS.stream().filter(path -> !path.equals(varying)).forEach(settings::remove);
    for (Fingerprint file : series.getFingerprintsList()) {
      settings.put(
          file.getField(),
          file.getSha256() + (file.hasStateDict() ? "#" + file.getStateDict() : ""));
    }
    return settings;
  }

  /** Leaves out defaults, so that a field that a later version adds does not change the digests. */
  private static void collect(String prefix, Message message, Map<String, String> values) {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      String path = prefix + field.getName();
      if (field.isRepeated()) {
        values.put(path, entry.getValue().toString().strip());
      } else if (field.getJavaType() == JavaType.MESSAGE) {
        Message inner = (Message) entry.getValue();
        if (inner.getAllFields().isEmpty()) {
          values.put(path, "{}");
        }
        collect(path + ".", inner, values);
      } else if (!entry.getValue().equals(field.getDefaultValue())) {
        values.put(path, entry.getValue().toString());
      }
    }
  }
}
