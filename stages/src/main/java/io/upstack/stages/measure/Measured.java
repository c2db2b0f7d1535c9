package io.upstack.stages.measure;

import io.upstack.proto.Metrics;
import io.upstack.proto.SampleNeighbours;
import java.util.List;

/**
 * The results of a measurement.
 *
 * @param warnings reasons why a metric or its interval is missing or needs care
 * @param neighbours neighbors of the requested samples and of the most and the least realistic ones
 */
public record Measured(Metrics metrics, List<String> warnings, List<SampleNeighbours> neighbours) {
  public Measured {
    warnings = List.copyOf(warnings);
    neighbours = List.copyOf(neighbours);
  }
}
