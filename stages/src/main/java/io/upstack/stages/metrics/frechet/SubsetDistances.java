package io.upstack.stages.metrics.frechet;

import static java.util.Locale.ROOT;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks up distances by subset, so that the order in which they were computed does not matter. */
record SubsetDistances(Map<GroupSubset, SubsetDistance> bySubset) {
  static SubsetDistances of(List<SubsetDistance> distances) {
    Map<GroupSubset, SubsetDistance> bySubset = new HashMap<>();
    for (SubsetDistance distance : distances) {
      if (bySubset.putIfAbsent(distance.subset(), distance) != null) {
        throw new IllegalArgumentException(
            String.format(ROOT, "two distances of groups %s", distance.subset().groups()));
      }
    }
    return new SubsetDistances(bySubset);
  }

  List<SubsetDistance> all(List<GroupSubset> subsets) {
    return subsets.stream().map(this::distance).toList();
  }

  SubsetDistance distance(GroupSubset subset) {
    SubsetDistance distance = bySubset.get(subset);
    if (distance == null) {
      throw new IllegalArgumentException(
          String.format(ROOT, "no distance of groups %s", subset.groups()));
    }
    return distance;
  }
}
