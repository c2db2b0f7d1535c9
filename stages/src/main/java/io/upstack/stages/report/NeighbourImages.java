package io.upstack.stages.report;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The images of samples and of their nearest reference images, each only once no matter how often
 * it is shown.
 *
 * @param samples the samples by index within the run
 * @param references the reference images by index within the reference
 */
public record NeighbourImages(Map<Integer, RgbImage> samples, Map<Integer, RgbImage> references) {
  public NeighbourImages {
    samples = ImmutableMap.copyOf(samples);
    references = ImmutableMap.copyOf(references);
  }

  /** Returns no images, for a report that shows only indices and distances. */
  public static NeighbourImages none() {
    return new NeighbourImages(ImmutableMap.of(), ImmutableMap.of());
  }

  Stream<RgbImage> all() {
    return Stream.concat(samples.values().stream(), references.values().stream());
  }
}
