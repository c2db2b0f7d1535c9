package io.upstack.stages.measure;

import io.upstack.proto.Metrics;
import io.upstack.proto.SampleNeighbours;
import java.util.List;

/**
 * What a measurement comes to.
 *
 * @param warnings why a metric or its interval is missing, or is to be taken with care
 * @param neighbours of the samples that were asked for, the most and the least realistic ones
 */
public record Measured(Metrics metrics, List<String> warnings, List<SampleNeighbours> neighbours) {
  public Measured {
    warnings = List.copyOf(warnings);
    neighbours = List.copyOf(neighbours);
  }
}
