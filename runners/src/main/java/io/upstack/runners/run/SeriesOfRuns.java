package io.upstack.runners.run;

import io.upstack.proto.Evaluation;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.Generation;
import io.upstack.proto.HistorySeries;
import io.upstack.proto.HistoryStage;
import io.upstack.proto.RunConfiguration;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.stages.configuration.ConfiguredFile;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.evaluate.Fingerprints;
import io.upstack.stages.history.HistoryStages;
import io.upstack.stages.history.SeriesOfResults;
import io.upstack.stages.models.RunPrecision;
import io.upstack.stages.plan.RunRecords;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs of one configuration that differ in the checkpoint of one stage.
 *
 * @param configuration the configuration, without a checkpoint for that stage
 */
public record SeriesOfRuns(
    ResolvedConfiguration configuration, HistoryStage stage, Optional<HistorySeries> series) {

  /**
   * Reads a configuration and checks everything that does not depend on the varying checkpoint.
   *
   * @return the series of the results, unless there are problems
   */
  public static SeriesOfRuns check(
      ConfigurationRequest request, HistoryStage stage, Problems problems) throws IOException {
    Problems all = new Problems();
    ResolvedConfiguration configuration =
        ConfigurationChecks.load(
            request, Purpose.RUN, read -> withCheckpoint(read, stage, ""), all);
    Optional<EvaluationInputs> inputs = EvaluationInputs.check(configuration, all);
    String varying = HistoryStages.field(stage);
    all.list().stream()
        .filter(problem -> !problem.startsWith(varying + ":"))
        .map(problem -> problem.split(": ", 2))
        .forEach(problem -> problems.add(problem[0], problem.length > 1 ? problem[1] : ""));
    if (!problems.isEmpty() || inputs.isEmpty()) {
      return new SeriesOfRuns(configuration, stage, Optional.empty());
    }
    return new SeriesOfRuns(
        configuration, stage, Optional.of(series(configuration, stage, inputs.get())));
  }

  private static HistorySeries series(
      ResolvedConfiguration configuration, HistoryStage stage, EvaluationInputs inputs)
      throws IOException {
    RunConfiguration message = configuration.configuration();
    Evaluation evaluation = message.getEvaluation();
    List<ConfiguredFile> others =
        configuration.checkpoints().stream()
            .filter(file -> !file.field().equals(HistoryStages.field(stage)))
            .toList();
    List<Fingerprint> fingerprints = new ArrayList<>(Circumstances.fingerprints(others));
    fingerprints.add(
        Fingerprints.of(
            "evaluation.extractor",
            configuration
                .file(evaluation.getExtractor())
                .pinned(inputs.order().getExtractorSha256())));
    fingerprints.add(Fingerprints.of("evaluation.reference", inputs.reference().images()));
    return SeriesOfResults.of(
        stage,
        withCheckpoint(message, stage, part(message.getWatch().getCheckpoints())),
        fingerprints,
        RunPrecision.of(message.getGeneration(), message.getExecution().getDevice()));
  }

  /** The series keeps only what is after a '#', which says what to read of each checkpoint. */
  private static String part(String pattern) {
    int mark = pattern.lastIndexOf('#');
    return mark < 0 ? "" : "checkpoint" + pattern.substring(mark);
  }

  /** Returns the configuration with this checkpoint for a stage, or with none if it is empty. */
  private static RunConfiguration withCheckpoint(
      RunConfiguration configuration, HistoryStage stage, String path) {
    RunConfiguration.Builder changed = configuration.toBuilder();
    Generation.Builder generation = changed.getGenerationBuilder();
    switch (stage) {
      case HISTORY_BASE -> {
        generation.getBaseBuilder().clearModelPath();
        if (!path.isEmpty()) {
          generation.getBaseBuilder().setModelPath(path);
        }
      }
      case HISTORY_CLASSIFIER -> {
        if (configuration.getGeneration().getBase().hasClassifier()) {
          generation.getBaseBuilder().getClassifierBuilder().clearClassifierPath();
          if (!path.isEmpty()) {
            generation.getBaseBuilder().getClassifierBuilder().setClassifierPath(path);
          }
        }
      }
      case HISTORY_UPSAMPLER -> {
        if (configuration.getGeneration().hasUpsampler()) {
          generation.getUpsamplerBuilder().clearModelPath();
          if (!path.isEmpty()) {
            generation.getUpsamplerBuilder().setModelPath(path);
          }
        }
      }
      case HISTORY_STAGE_UNSPECIFIED -> throw new IllegalArgumentException("the stage is missing");
    }
    return changed.build();
  }

  /**
   * Returns a digest of what generates the samples with a checkpoint. Runs with the same digest can
   * continue in the same output.
   *
   * @param checkpoint a path or a {@code gs://} path, with the state dict after a '#' if there is
   *     one
   */
  public String origin(String checkpoint) throws IOException {
    return RunRecords.origin(
            Circumstances.record(
                new ResolvedConfiguration(
                    withCheckpoint(configuration.configuration(), stage, checkpoint),
                    configuration.directory())))
        .digest();
  }
}
