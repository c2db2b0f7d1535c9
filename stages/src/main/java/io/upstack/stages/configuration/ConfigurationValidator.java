package io.upstack.stages.configuration;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.problems.Problems;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds everything that is wrong in a configuration, except for the content of the files that it
 * names. Every problem names the full path of a field and says what was expected there.
 */
public final class ConfigurationValidator {
  /** The largest run: a thousand times the usual one. The plan of its shards is in memory. */
  private static final long MOST_SAMPLES = 50_000_000;

  private ConfigurationValidator() {}

  /** Adds the problems in the parts of the configuration that the purpose reads. */
  public static void validate(ResolvedConfiguration resolved, Purpose purpose, Problems problems) {
    RunConfiguration configuration = resolved.configuration();
    FieldRules rules = new FieldRules("", problems);
    switch (purpose) {
      case RUN -> {
        checkGeneration(configuration.getGeneration(), rules.within("generation"));
        EvaluationRules.check(configuration, rules.within("evaluation"));
      }
      case GENERATE -> checkGeneration(configuration.getGeneration(), rules.within("generation"));
      case UPSAMPLE -> checkUpsampler(configuration.getGeneration(), rules.within("generation"));
    }
    ExecutionRules.check(configuration.getExecution(), rules.within("execution"));
    FileRules.check(resolved, files(configuration, purpose), problems);
  }

  /**
   * Adds the named files that cannot be read. Nothing else can be checked in a configuration whose
   * text could be read only in part.
   */
  public static void validateFiles(
      ResolvedConfiguration resolved, Purpose purpose, Problems problems) {
    FileRules.check(resolved, files(resolved.configuration(), purpose), problems);
  }

  /**
   * Adds the problems that keep a stage's existing parts from being built. It does not check where
   * the checkpoints are. Attention resolutions that a network does not pass through have no effect
   * here, because recordings of guided-diffusion can have them.
   */
  public static void validateRecorded(BaseStage stage, Problems problems) {
    StageRules.checkRecorded(stage, new FieldRules("", problems));
  }

  /**
   * Adds the problems that keep an upsampler stage's existing parts from being built, as for a base
   * stage.
   */
  public static void validateRecorded(UpsamplerStage stage, Problems problems) {
    StageRules.checkRecorded(stage, new FieldRules("", problems));
  }

  private static void checkGeneration(Generation generation, FieldRules rules) {
    if (generation.hasNumSamples()) {
      rules.atLeast("num_samples", 1, generation.getNumSamples());
      rules.atMost("num_samples", MOST_SAMPLES, generation.getNumSamples());
    }
    if (rules.present("base", generation.hasBase())) {
      StageRules.check(generation.getBase(), rules.within("base"));
    }
    if (generation.hasUpsampler()) {
      StageRules.check(generation.getUpsampler(), rules.within("upsampler"));
    }
    if (generation.hasBase()) {
      StackRules.check(generation, rules);
      LabelRules.check(generation, rules);
    }
  }

  private static void checkUpsampler(Generation generation, FieldRules rules) {
    if (rules.present("upsampler", generation.hasUpsampler())) {
      StageRules.check(generation.getUpsampler(), rules.within("upsampler"));
    }
  }

  private static List<NamedFile> files(RunConfiguration configuration, Purpose purpose) {
    List<NamedFile> checkpoints = NamedFile.checkpoints(configuration.getGeneration());
    return switch (purpose) {
      case RUN -> {
        List<NamedFile> files = new ArrayList<>(checkpoints);
        files.addAll(NamedFile.ofEvaluation(configuration.getEvaluation()));
        yield List.copyOf(files);
      }
      case GENERATE -> checkpoints;
      case UPSAMPLE ->
          checkpoints.stream()
              .filter(file -> file.field().startsWith("generation.upsampler."))
              .toList();
    };
  }
}
