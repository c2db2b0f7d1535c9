package io.upstack.stages.shards;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.diffusion.StepTimes;
import java.util.List;

/**
 * What a stage made of a shard.
 *
 * @param arrays of the object, as the stage's layout has them
 * @param modelSeconds spent inside the stage's programs
 * @param stepTimes of the network steps taken
 * @param outOfMemoryHalvings how often a micro-batch was halved that did not fit into memory
 */
public record ShardOutput(
    List<NamedArray> arrays, double modelSeconds, StepTimes stepTimes, int outOfMemoryHalvings) {
  public ShardOutput {
    arrays = List.copyOf(arrays);
  }

  /** Of a stage that takes no steps, whose micro-batches all fitted. */
  public ShardOutput(List<NamedArray> arrays, double modelSeconds) {
    this(arrays, modelSeconds, StepTimes.NONE, 0);
  }
}
