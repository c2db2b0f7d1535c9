package io.upstack.runners.remote;

import org.apache.flink.runtime.rest.handler.legacy.messages.ClusterOverviewWithVersion;

/**
 * What a cluster is and has.
 *
 * @param version of its Flink, such as 1.19.0
 * @param taskManagers registered with its JobManager
 * @param slots of all of them
 * @param freeSlots of those that no job has
 * @param jobs that run, or will
 */
public record ClusterOverview(
    String version, int taskManagers, int slots, int freeSlots, int jobs) {
  static ClusterOverview of(ClusterOverviewWithVersion answer) {
    return new ClusterOverview(
        answer.getVersion(),
        answer.getNumTaskManagersConnected(),
        answer.getNumSlotsTotal(),
        answer.getNumSlotsAvailable(),
        answer.getNumJobsRunningOrPending());
  }
}
