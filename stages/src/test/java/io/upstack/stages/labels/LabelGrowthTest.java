package io.upstack.stages.labels;

import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import io.upstack.stages.Growth;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Every sample of a run is given its label, however many labels are listed. */
class LabelGrowthTest {
  @Test
  void twiceTheLabelsTakeTwiceTheTime() throws Exception {
    Growth.assertLinear(
        200_000,
        size -> {
          Labels.Builder labels = Labels.newBuilder();
          for (int index = 0; index < size; index++) {
            labels.getExplicitBuilder().addLabel(index % 10);
          }
          return assigning(labels, size);
        });
  }

  @Test
  void twiceTheCountsTakeTwiceTheTime() throws Exception {
    Growth.assertLinear(
        40_000,
        size -> {
          Labels.Builder labels = Labels.newBuilder();
          for (int index = 0; index < size; index++) {
            labels.getCountsBuilder().addCountsBuilder().setLabel(index % 10).setSamples(1);
          }
          return assigning(labels, size);
        });
  }

  private static Callable<?> assigning(Labels.Builder labels, int samples) {
    Generation.Builder generation =
        Generation.newBuilder().setNumSamples(samples).setLabels(labels);
    generation.getBaseBuilder().getModelBuilder().setClassCond(true).setNumClasses(10);
    Generation finished = generation.build();
    return () -> {
      LabelAssignment assignment = LabelAssignment.of(finished).orElseThrow();
      return LongStream.range(0, samples).map(assignment::label).sum();
    };
  }
}
