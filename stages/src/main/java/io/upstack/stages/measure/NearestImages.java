package io.upstack.stages.measure;

import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.SampleNeighbours.Neighbour;
import io.upstack.proto.SampleNeighbours.Selection;
import io.upstack.stages.features.FeatureKind;
import io.upstack.stages.manifolds.ManifoldProgram;
import io.upstack.stages.manifolds.NearestReferences;
import io.upstack.stages.manifolds.Realism;
import io.upstack.stages.manifolds.ReferenceNeighbour;
import io.upstack.stages.metrics.Features;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Selects samples worth looking at, each with the reference images that are nearest to it. */
final class NearestImages {
  /** The number of most realistic samples, and of least realistic ones. */
  private static final int SAMPLES = 8;

  /** The number of reference images for each sample. */
  private static final int NEIGHBOURS = 8;

  private final MeasurementInputs inputs;
  private final Optional<Realism> realism;

  /**
   * @param realism scores of the samples; without them there are no most and least realistic
   *     samples
   */
  NearestImages(MeasurementInputs inputs, Optional<Realism> realism) {
    this.inputs = inputs;
    this.realism = realism;
  }

  List<SampleNeighbours> find() throws IOException {
    List<SampleNeighbours.Builder> chosen = chosen();
    int[] samples =
        chosen.stream()
            .mapToInt(each -> Math.toIntExact(each.getSample()))
            .sorted()
            .distinct()
            .toArray();
    List<List<ReferenceNeighbour>> neighbours = nearest(samples);
    List<SampleNeighbours> found = new ArrayList<>();
    for (SampleNeighbours.Builder each : chosen) {
      int row = java.util.Arrays.binarySearch(samples, Math.toIntExact(each.getSample()));
      for (ReferenceNeighbour neighbour : neighbours.get(row)) {
        each.addNeighbours(
            Neighbour.newBuilder().setImage(neighbour.image()).setDistance(neighbour.distance()));
      }
      found.add(each.build());
    }
    return found;
  }

  private List<SampleNeighbours.Builder> chosen() {
    List<SampleNeighbours.Builder> chosen = new ArrayList<>();
    for (long sample : inputs.work().getConfiguration().getEvaluation().getNeighboursOfList()) {
      chosen.add(entry(Math.toIntExact(sample), Selection.ASKED_FOR));
    }
    if (realism.isPresent()) {
      for (int sample : realism.get().highest(SAMPLES)) {
        chosen.add(entry(sample, Selection.MOST_REALISTIC));
      }
      for (int sample : realism.get().lowest(SAMPLES)) {
        chosen.add(entry(sample, Selection.LEAST_REALISTIC));
      }
    }
    return chosen;
  }

  private SampleNeighbours.Builder entry(int sample, Selection selection) {
    SampleNeighbours.Builder entry =
        SampleNeighbours.newBuilder().setSample(sample).setSelection(selection);
    realism.ifPresent(scores -> entry.setRealism(scores.of(sample)));
    return entry;
  }

  /** Returns the nearest reference images of samples in ascending order. */
  private List<List<ReferenceNeighbour>> nearest(int[] samples) throws IOException {
    List<List<ReferenceNeighbour>> nearest = new ArrayList<>();
    try (ManifoldProgram program = ManifoldProgram.open()) {
      NearestReferences references = new NearestReferences(program, inputs.reference());
      new StoredFeatureSet(inputs.work().getMeasurement().getSamples())
          .forEach(
              FeatureKind.POOL,
              samples,
              (Features features) -> nearest.addAll(references.of(features, NEIGHBOURS)));
    }
    return nearest;
  }
}
