package io.upstack.stages.shards;

import io.upstack.stages.arrays.NamedArray;
import java.util.List;

/**
 * What a stage made of a shard.
 *
 * @param arrays of the object, as the stage's layout has them
 * @param modelSeconds spent inside the stage's programs
 * @param steps network steps taken
 */
public record ShardOutput(List<NamedArray> arrays, double modelSeconds, long steps) {
  public ShardOutput {
    arrays = List.copyOf(arrays);
  }
}
