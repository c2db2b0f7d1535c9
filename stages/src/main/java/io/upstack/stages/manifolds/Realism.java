package io.upstack.stages.manifolds;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The realism score of every sample (Kynkäänniemi et al., 2019, section 5): the greatest ratio of
 * the radius of a reference image to the sample's distance from it, over the reference images whose
 * radius is at most the median. A sample with a score of at least 1 lies in the manifold of these
 * images.
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

  /**
   * Returns the samples with the highest scores, highest first. Equal scores are ordered by index.
   */
  public List<Integer> highest(int count) {
    return ordered(Comparator.comparing((Integer sample) -> -squared[sample]), count);
  }

  /**
   * Returns the samples with the lowest scores, lowest first. Equal scores are ordered by index.
   */
  public List<Integer> lowest(int count) {
    return ordered(Comparator.comparing((Integer sample) -> squared[sample]), count);
  }

  private List<Integer> ordered(Comparator<Integer> order, int count) {
    return IntStream.range(0, squared.length).boxed().sorted(order).limit(count).toList();
  }
}
