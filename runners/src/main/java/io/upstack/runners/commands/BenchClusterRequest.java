package io.upstack.runners.commands;

import io.upstack.proto.SimulatedWork;
import java.util.Optional;

/**
 * What a cluster is tried with.
 *
 * @param output where all workers reach it; absent for a temporary directory
 * @param shardSize samples
 * @param work what is done of each shard
 */
public record BenchClusterRequest(
    RunnerChoice.Flink cluster,
    Optional<String> output,
    long samples,
    int shardSize,
    SimulatedWork work) {}
