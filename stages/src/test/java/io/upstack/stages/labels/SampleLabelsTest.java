package io.upstack.stages.labels;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Generation;
import io.upstack.proto.LabelChoice;
import io.upstack.proto.Labels;
import io.upstack.proto.UNet;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleLabelsTest {
  @Test
  void thoseOfARunAreAsConfigured() {
    SampleLabels usual = SampleLabels.of(generation(Labels.getDefaultInstance()));
    assertThat(usual.choice()).isEqualTo(LabelChoice.BALANCED);
    assertThat(usual.cycle().asList()).containsExactly(0, 1, 2, 3);

    Labels uniform = Labels.newBuilder().setUniform(Labels.Uniform.getDefaultInstance()).build();
    assertThat(SampleLabels.of(generation(uniform)).choice()).isEqualTo(LabelChoice.DRAWN);
    assertThat(SampleLabels.of(generation(uniform)).cycle().isEmpty()).isTrue();

    assertThat(SampleLabels.of(Generation.getDefaultInstance()).choice())
        .isEqualTo(LabelChoice.UNLABELLED);
  }

  @Test
  void listedLabelsAreBalancedIfTheirCountsAre() {
    SampleLabels counted = SampleLabels.of(generation(counts(5, 3)));
    assertThat(counted.choice()).isEqualTo(LabelChoice.CHOSEN);
    assertThat(counted.cycle().asList()).containsExactly(0, 0, 0, 0, 0, 1, 1, 1);
    assertThat(SampleLabels.of(generation(counts(4, 4))).choice()).isEqualTo(LabelChoice.BALANCED);
  }

  @Test
  void balancedLabelsOfOthersAreRecognizedInAnyOrder() {
    int[] inTurn = IntStream.range(0, 100).map(i -> i % 10).toArray();
    assertThat(recognized(inTurn)).isEqualTo(LabelChoice.BALANCED);
    int[] sorted = IntStream.range(0, 1003).map(i -> i * 10 / 1003).toArray();
    assertThat(recognized(sorted)).isEqualTo(LabelChoice.BALANCED);
    int[] ofTwo = IntStream.range(0, 20).map(i -> i % 2).toArray();
    assertThat(recognized(ofTwo)).isEqualTo(LabelChoice.BALANCED);
  }

  @Test
  void drawnLabelsAreNotTakenForBalancedOnes() {
    Random random = new Random(3);
    for (int repeat = 0; repeat < 500; repeat++) {
      int classes = 2 + random.nextInt(5);
      int samples = 2 + random.nextInt(60);
      int[] drawn = random.ints(samples, 0, classes).toArray();
      assertThat(recognized(drawn)).isEqualTo(LabelChoice.DRAWN);
    }
    assertThat(recognized(new int[100])).isEqualTo(LabelChoice.DRAWN);
    assertThat(SampleLabels.recognized(Optional.empty()).choice())
        .isEqualTo(LabelChoice.UNLABELLED);
  }

  private static LabelChoice recognized(int[] labels) {
    return SampleLabels.recognized(Optional.of(labels)).choice();
  }

  private static Labels counts(int first, int second) {
    return Labels.newBuilder()
        .setCounts(
            Labels.Counts.newBuilder()
                .addCounts(Labels.Count.newBuilder().setLabel(0).setSamples(first))
                .addCounts(Labels.Count.newBuilder().setLabel(1).setSamples(second)))
        .build();
  }

  private static Generation generation(Labels labels) {
    return Generation.newBuilder()
        .setNumSamples(8)
        .setLabels(labels)
        .setBase(
            BaseStage.newBuilder().setModel(UNet.newBuilder().setClassCond(true).setNumClasses(4)))
        .build();
  }
}
