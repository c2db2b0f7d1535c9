package io.upstack.stages.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Generation;
import io.upstack.stages.configuration.ConfigurationFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunPrecisionTest {
  private static final String BASE = "generation.base.model.use_fp16=true";

  @ParameterizedTest
  @ValueSource(
      strings = {
        BASE,
        "generation.base.classifier.classifier_use_fp16=true",
        "generation.upsampler.model.use_fp16=true"
      })
  void isHalfOnAGpuIfAModelsFlagSaysSo(String flag) {
    assertThat(RunPrecision.of(generation(flag), "cuda:0")).isEqualTo("fp16");
    assertThat(RunPrecision.of(generation(flag), "cuda")).isEqualTo("fp16");
    assertThat(RunPrecision.of(generation(flag), "cpu")).isEqualTo("fp32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda", "cuda:1"})
  void isFullWithoutSuchFlags(String device) {
    assertThat(RunPrecision.of(generation("generation.seed=1"), device)).isEqualTo("fp32");
    Generation.Builder unguided = generation("generation.seed=1").toBuilder().clearUpsampler();
    unguided.getBaseBuilder().clearClassifier();
    assertThat(RunPrecision.of(unguided.build(), device)).isEqualTo("fp32");
  }

  private static Generation generation(String override) {
    return ConfigurationFile.load(
            Path.of("..", "configs", "fashion32.textproto"), List.of(override))
        .getGeneration();
  }
}
