package io.upstack.stages.simulation;

/**
 * The worker and the thread that made a shard.
 *
 * @param worker the name of the worker
 * @param thread the thread of the slot; it stays the same until the slot's task is started again
 */
public record Maker(String worker, long thread) {}
