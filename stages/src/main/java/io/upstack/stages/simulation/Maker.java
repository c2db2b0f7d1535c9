package io.upstack.stages.simulation;

/**
 * Who made a shard.
 *
 * @param worker name of the worker
 * @param thread one a slot, as long as the slot's task is not started again
 */
public record Maker(String worker, long thread) {}
