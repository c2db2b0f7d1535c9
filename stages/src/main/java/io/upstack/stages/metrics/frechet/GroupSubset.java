package io.upstack.stages.metrics.frechet;

import static java.util.Locale.ROOT;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Some of the groups of the samples. Their Fréchet distance is one unit of work.
 *
 * @param groups indices of the groups, ascending
 */
public record GroupSubset(List<Integer> groups) {
  public GroupSubset {
    groups = List.copyOf(groups);
    if (groups.isEmpty() || !groups.equals(groups.stream().sorted().distinct().toList())) {
      throw new IllegalArgumentException(
          String.format(ROOT, "groups %s, expected one or more in ascending order", groups));
    }
  }

  /** Returns the groups from {@code from} to before {@code to}. */
  static GroupSubset range(int from, int to) {
    return new GroupSubset(IntStream.range(from, to).boxed().toList());
  }

  GroupSubset without(int group) {
    return new GroupSubset(groups.stream().filter(other -> other != group).toList());
  }

  boolean isOnly(int group) {
    return groups.equals(List.of(group));
  }
}
