package io.upstack.stages.manifolds;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The realism score of every sample (Kynkäänniemi et al., 2019, section 5): the greatest ratio of
 * the radius of a reference image to the sample's distance from it, over the reference images whose
 * radius is at most the median. At 1 or above the sample lies in the manifold of these.
 */
public final class Realism {
  private final float[] squared;

  Realism(float[] squared) {
    this.squared = squared;
  }

  public int size() {
    return squared.length;
  }

  public double of(int sample) {
    return Math.sqrt(squared[sample]);
  }

  /** The samples of the highest scores, highest first, by index among equal ones. */
  public List<Integer> highest(int count) {
    return ordered(Comparator.comparing((Integer sample) -> -squared[sample]), count);
  }

  /** The samples of the lowest scores, lowest first, by index among equal ones. */
  public List<Integer> lowest(int count) {
    return ordered(Comparator.comparing((Integer sample) -> squared[sample]), count);
  }

  private List<Integer> ordered(Comparator<Integer> order, int count) {
    return IntStream.range(0, squared.length).boxed().sorted(order).limit(count).toList();
  }
}
