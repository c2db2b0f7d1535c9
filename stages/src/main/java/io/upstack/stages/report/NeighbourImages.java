package io.upstack.stages.report;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The images of samples and of their nearest reference images, each once however often it is shown.
 *
 * @param samples by index within the run
 * @param references by index within the reference
 */
public record NeighbourImages(Map<Integer, RgbImage> samples, Map<Integer, RgbImage> references) {
  public NeighbourImages {
    samples = ImmutableMap.copyOf(samples);
    references = ImmutableMap.copyOf(references);
  }

  /** For a report without images, which shows indices and distances alone. */
  public static NeighbourImages none() {
    return new NeighbourImages(ImmutableMap.of(), ImmutableMap.of());
  }

  Stream<RgbImage> all() {
    return Stream.concat(samples.values().stream(), references.values().stream());
  }
}
