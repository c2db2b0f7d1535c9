package io.upstack.stages.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import io.upstack.proto.RunConfiguration;
import io.upstack.stages.configuration.ConfigurationFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunCostTest {
  /**
   * Peebles and Xie, "Scalable Diffusion Models with Transformers" (arXiv 2212.09748), give these
   * costs of one step of the paper's models. They count a multiplication and an addition as one.
   */
  @ParameterizedTest
  @CsvSource({
    "imagenet256-adm, 1120",
    "imagenet256-adm-u, 742",
    "imagenet512-adm, 1983",
    "imagenet512-adm-u, 2813",
  })
  void networksCostWhatOthersCountForThem(String preset, double billions) {
    double operations = cost(preset).parts().stream().mapToDouble(RunCost.Part::operations).sum();

    assertThat(operations / 2e9).isCloseTo(billions, withPercentage(0.1));
  }

  @Test
  void aSampleCostsItsStepsOfEachNetwork() {
    RunCost cost = cost("imagenet256-adm-gu-250-25");

    assertThat(cost.parts().stream().map(part -> part.stage() + " " + part.network()))
        .containsExactly("base model", "base classifier", "upsample model");
    assertThat(cost.parts().stream().map(RunCost.Part::evaluations)).containsExactly(250, 250, 25);
    double expected =
        250 * cost.parts().get(0).operations()
            + 250 * cost.parts().get(1).operations()
            + 25 * cost.parts().get(2).operations();
    assertThat(cost.operationsPerSample()).isCloseTo(expected, within(1.0));
    assertThat(cost.hours(1e14)).isCloseTo(expected * 50000 / 1e14 / 3600, withPercentage(1e-6));
  }

  @Test
  void objectsHaveTheSizesOfTheirArrays() {
    RunCost cost =
        cost(
            "imagenet256-adm-gu",
            "generation.num_samples=300",
            "execution.device=cuda",
            "execution.batch_size=8");

    assertThat(cost.shardSize()).isEqualTo(128);
    assertThat(cost.shards()).isEqualTo(3);
    assertThat(cost.bytes().keySet()).containsExactly("base", "upsample", "features");
    // Headers of the arrays and of the zip take under 1,000 bytes a shard.
    assertThat(cost.bytes().get("base") - 300 * (64 * 64 * 3 + 8)).isBetween(1L, 3000L);
    assertThat(cost.bytes().get("upsample") - 300 * (256 * 256 * 3 + 8)).isBetween(1L, 3000L);
    assertThat(cost.bytes().get("features") - 300 * (2048 + 2023 + 1008) * 4).isBetween(1L, 3000L);
    assertThat(cost.requests()).isEqualTo(3 * 27);
  }

  private static RunCost cost(String preset, String... overrides) {
    RunConfiguration configuration =
        ConfigurationFile.load(
            Path.of("..", "configs", preset + ".textproto"), Stream.of(overrides).toList());
    return RunCost.of(configuration);
  }

  @Test
  void aBatchSizeThatATrialWillFindCountsAsTheUsualShard() {
    assertThat(cost("lsun-cat", "execution.batch_size=0", "execution.device=cuda").shards())
        .isEqualTo(391);
    assertThat(List.copyOf(cost("fashion32").bytes().keySet())).containsExactly("base", "upsample");
  }
}
