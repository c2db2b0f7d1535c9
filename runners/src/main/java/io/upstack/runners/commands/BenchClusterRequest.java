package io.upstack.runners.commands;

import io.upstack.proto.SimulatedWork;
import java.util.Optional;

/**
 * The parameters of a cluster benchmark.
 *
 * @param output a location that all workers reach; absent for a temporary directory
 * @param shardSize the number of samples in a shard
 * @param work what a worker does for each shard
 */
public record BenchClusterRequest(
    RunnerChoice.Flink cluster,
    Optional<String> output,
    long samples,
    int shardSize,
    SimulatedWork work) {}
