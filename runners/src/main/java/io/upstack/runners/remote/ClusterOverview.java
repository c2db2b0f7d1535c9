package io.upstack.runners.remote;

import org.apache.flink.runtime.rest.handler.legacy.messages.ClusterOverviewWithVersion;

/**
 * The version and the capacity of a cluster.
 *
 * @param version the version of its Flink, such as 1.19.0
 * @param taskManagers the number of TaskManagers that are registered with its JobManager
 * @param slots the number of slots of all TaskManagers
 * @param freeSlots the number of slots that no job uses
 * @param jobs the number of jobs that run or are waiting to run
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
