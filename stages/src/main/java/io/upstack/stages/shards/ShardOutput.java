package io.upstack.stages.shards;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.diffusion.StepTimes;
import java.util.List;

/**
 * The result of a stage for a shard.
 *
 * @param arrays the arrays of the object, as in the stage's layout
 * @param modelSeconds the seconds spent inside the stage's programs
 * @param stepTimes the times of the network steps taken
 * @param outOfMemoryHalvings how often a micro-batch was halved because it did not fit into memory
 */
public record ShardOutput(
    List<NamedArray> arrays, double modelSeconds, StepTimes stepTimes, int outOfMemoryHalvings) {
  public ShardOutput {
    arrays = List.copyOf(arrays);
  }

  /** The output of a stage that takes no steps and whose micro-batches all fit. */
  public ShardOutput(List<NamedArray> arrays, double modelSeconds) {
    this(arrays, modelSeconds, StepTimes.NONE, 0);
  }
}
