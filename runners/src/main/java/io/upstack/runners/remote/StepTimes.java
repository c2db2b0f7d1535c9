package io.upstack.runners.remote;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Milliseconds of a network step, on the average of a shard, to two digits.
 *
 * @param shards by milliseconds
 */
public record StepTimes(SortedMap<Integer, Integer> shards) {
  public StepTimes {
    shards = new TreeMap<>(shards);
  }

  /** What the cluster has of it; absent while no shard is done. */
  static StepTimes of(Optional<Object> accumulator) {
    SortedMap<Integer, Integer> shards = new TreeMap<>();
    if (accumulator.isPresent() && accumulator.get() instanceof Map<?, ?> counted) {
      counted.forEach((time, count) -> shards.put((Integer) time, (Integer) count));
    }
    return new StepTimes(shards);
  }

  /**
   * The time that so large a part of the shards took at most; empty while there are none.
   *
   * @param part 0 to 1
   */
  public OptionalInt quantile(double part) {
    long all = shards.values().stream().mapToLong(Integer::longValue).sum();
    long below = 0;
    for (Map.Entry<Integer, Integer> entry : shards.entrySet()) {
      below += entry.getValue();
      if (below >= part * all) {
        return OptionalInt.of(entry.getKey());
      }
    }
    return OptionalInt.empty();
  }
}
