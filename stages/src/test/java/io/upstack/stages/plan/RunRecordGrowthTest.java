package io.upstack.stages.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.stages.Growth;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records hold lists of labels as long as the run. */
final class RunRecordGrowthTest {
  @TempDir private Path folder;

  @Test
  void twiceTheLabelsTakeTwiceTheTimeToCompare() throws Exception {
    Growth.assertLinear(40_000, size -> comparing(record(explicit(size), size)));
  }

  @Test
  void twiceTheCountsTakeTwiceTheTimeToCompare() throws Exception {
    Growth.assertLinear(20_000, size -> comparing(record(counts(size), 2L * size)));
  }

  private static Callable<?> comparing(RunRecord held) {
    RunRecord asked = held.toBuilder().build();
    assertThat(RunRecords.check(held, asked).isEmpty()).isTrue();
    return () -> {
      Problems problems = RunRecords.check(held, asked);
      return List.of(problems, RunRecords.origin(held));
    };
  }

  @Test
  void twiceTheLabelsTakeTwiceTheTimeToKeepAndRead() throws Exception {
    Growth.assertLinear(
        20_000,
        size -> {
          RunRecord record = record(explicit(size), size);
          ObjectStore store = ObjectStores.open(folder.resolve(String.valueOf(size)).toString());
          RunOutput output = new RunOutput(store);
          output.put(Optional.empty(), record);
          return () -> output.find("--output", new Problems()).orElseThrow();
        });
  }

  private static RunRecord record(Labels labels, long samples) {
    Generation.Builder generation =
        Generation.newBuilder().setNumSamples(samples).setLabels(labels);
    generation.getBaseBuilder().getModelBuilder().setClassCond(true).setNumClasses(10);
    return RunRecords.of(
        RunConfiguration.newBuilder().setGeneration(generation).build(),
        new RunCircumstances(List.of(), 1, "fp32", "PyTorch"));
  }

  private static Labels explicit(int size) {
    Labels.Builder labels = Labels.newBuilder();
    for (int index = 0; index < size; index++) {
      labels.getExplicitBuilder().addLabel(index % 10);
    }
    return labels.build();
  }

  private static Labels counts(int size) {
    Labels.Builder labels = Labels.newBuilder();
    for (int index = 0; index < size; index++) {
      labels.getCountsBuilder().addCountsBuilder().setLabel(index % 10).setSamples(2);
    }
    return labels.build();
  }
}
