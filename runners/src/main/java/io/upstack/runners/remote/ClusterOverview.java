package io.upstack.runners.remote;

/**
 * What a cluster is and has.
 *
 * @param version of its Flink, such as 1.19.0
 * @param taskManagers registered with its JobManager
 * @param slots of all of them
 * @param freeSlots of those that no job has
 */
public record ClusterOverview(String version, int taskManagers, int slots, int freeSlots) {}
