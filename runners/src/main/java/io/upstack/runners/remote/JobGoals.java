package io.upstack.runners.remote;

import io.upstack.runners.progress.StageGoal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The goals of a job, stage by stage. They are kept among the job's parameters at the cluster, for
 * programs that ask for the state of the job.
 */
public record JobGoals(List<Stage> stages) {
  private static final String STAGES = "upstack.stages";
  private static final String STAGE = "upstack.stage.";

  public JobGoals {
    stages = List.copyOf(stages);
  }

  /**
   * The goal of a stage.
   *
   * @param counted what is counted: samples or units
   * @param shards the number of shards, done or not
   * @param pendingShards the number of these shards that the job takes through the stage
   * @param samples the number of samples, done or not
   * @param pendingSamples the number of samples in the shards that the job takes through the stage
   * @param missing the number of samples that the stage has not made yet
   */
  public record Stage(
      String stage,
      String counted,
      long shards,
      long pendingShards,
      long samples,
      long pendingSamples,
      long missing) {
    /** Returns the goal for a display that counts only what is made. */
    public StageGoal goal() {
      return new StageGoal(stage, samples - missing, samples, counted);
    }

    /** Returns the goal of a stage of units, all of which are counted as they are found or made. */
    public static Stage ofUnits(String stage, long units) {
      return new Stage(stage, StageGoal.UNITS, units, units, units, units, units);
    }

    private String text() {
      return "%s %d %d %d %d %d"
          .formatted(counted, shards, pendingShards, samples, pendingSamples, missing);
    }

    private static Stage of(String stage, String text) {
      String[] parts = text.split(" ", -1);
      return new Stage(
          stage,
          parts[0],
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Long.parseLong(parts[3]),
          Long.parseLong(parts[4]),
          Long.parseLong(parts[5]));
    }
  }

  /** Returns the goals for a display that counts only what is made. */
  public List<StageGoal> shown() {
    return stages.stream().map(Stage::goal).toList();
  }

  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(STAGES, String.join(" ", stages.stream().map(Stage::stage).toList()));
    stages.forEach(stage -> parameters.put(STAGE + stage.stage(), stage.text()));
    return parameters;
  }

  /** Reads the goals from a job's parameters; empty if the job has none of Upstack's stages. */
  static Optional<JobGoals> of(Map<String, String> parameters) {
    String names = parameters.get(STAGES);
    if (names == null) {
      return Optional.empty();
    }
    List<Stage> stages = new ArrayList<>();
    for (String name : names.split(" ", -1)) {
      String text = parameters.get(STAGE + name);
      if (text == null) {
        // A job of an earlier version has other parameters.
        return Optional.empty();
      }
      stages.add(Stage.of(name, text));
    }
    return Optional.of(new JobGoals(stages));
  }
}
