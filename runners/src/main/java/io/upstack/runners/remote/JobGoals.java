package io.upstack.runners.remote;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a job is for. It is kept among the job's parameters at the cluster, for whoever asks how the
 * job stands.
 *
 * @param stages of every shard, in order
 * @param shards done or not
 * @param pendingShards those of them that the job was given
 * @param samples done or not
 * @param pendingSamples those of the job's shards
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

  /** Empty if they are of a job that is none of Upstack's work on shards. */
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
