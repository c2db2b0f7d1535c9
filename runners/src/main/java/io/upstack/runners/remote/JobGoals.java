package io.upstack.runners.remote;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The goals of a job. They are kept among the job's parameters at the cluster, for programs that
 * ask for the state of the job.
 *
 * @param stages the stages of every shard, in order
 * @param shards the number of shards, done or not
 * @param pendingShards the number of these shards that the job was given
 * @param samples the number of samples, done or not
 * @param pendingSamples the number of samples in the job's shards
 */
public record JobGoals(
    List<String> stages, int shards, int pendingShards, long samples, long pendingSamples) {
  private static final String STAGES = "upstack.stages";
  private static final String SHARDS = "upstack.shards";
  private static final String PENDING_SHARDS = "upstack.shards.pending";
  private static final String SAMPLES = "upstack.samples";
  private static final String PENDING_SAMPLES = "upstack.samples.pending";

  public JobGoals {
    stages = List.copyOf(stages);
  }

  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(STAGES, String.join(" ", stages));
    parameters.put(SHARDS, String.valueOf(shards));
    parameters.put(PENDING_SHARDS, String.valueOf(pendingShards));
    parameters.put(SAMPLES, String.valueOf(samples));
    parameters.put(PENDING_SAMPLES, String.valueOf(pendingSamples));
    return parameters;
  }

  /**
   * Reads the goals from a job's parameters; empty if the job does not do Upstack's work on shards.
   */
  static Optional<JobGoals> of(Map<String, String> parameters) {
    if (!parameters
        .keySet()
        .containsAll(List.of(STAGES, SHARDS, PENDING_SHARDS, SAMPLES, PENDING_SAMPLES))) {
      return Optional.empty();
    }
    return Optional.of(
        new JobGoals(
            new ArrayList<>(List.of(parameters.get(STAGES).split(" ", -1))),
            Integer.parseInt(parameters.get(SHARDS)),
            Integer.parseInt(parameters.get(PENDING_SHARDS)),
            Long.parseLong(parameters.get(SAMPLES)),
            Long.parseLong(parameters.get(PENDING_SAMPLES))));
  }
}
