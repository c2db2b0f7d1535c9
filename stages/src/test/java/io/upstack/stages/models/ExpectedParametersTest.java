package io.upstack.stages.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.upstack.proto.Generation;
import io.upstack.stages.checkpoints.CheckpointTensor;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.configuration.ConfigurationFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExpectedParametersTest {
  private static final Path CONFIGS = Path.of("..", "configs");

  static List<PublishedCheckpoint> published() {
    return PublishedCheckpoint.all();
  }

  @ParameterizedTest
  @MethodSource("published")
  void publishedFlagsAskForThePublishedTensors(PublishedCheckpoint checkpoint) {
    Map<String, List<Long>> expected =
        switch (checkpoint.kind()) {
          case UNET -> ExpectedParameters.of(Architectures.of(checkpoint.model()));
          case SUPER_RESOLUTION ->
              ExpectedParameters.of(Architectures.of(checkpoint.superResolution()));
          case CLASSIFIER -> ExpectedParameters.of(Architectures.of(checkpoint.classifier()));
        };
    assertThat(expected)
        .containsExactlyInAnyOrderEntriesOf(checkpoint.shapes())
        .hasSize(checkpoint.tensors());
    assertThat(parameters(expected)).isEqualTo(checkpoint.parameters());
    assertThat(digest(expected)).isEqualTo(checkpoint.sha256());
  }

  @Test
  void theShippedCheckpointsHoldWhatIsExpectedInThatOrder() throws IOException {
    Generation generation =
        ConfigurationFile.load(CONFIGS.resolve("fashion32.textproto"), List.of()).getGeneration();
    assertThat(ExpectedParameters.of(Architectures.of(generation.getBase().getModel())))
        .containsExactlyEntriesOf(shapes("base.pt"));
    assertThat(ExpectedParameters.of(Architectures.of(generation.getBase())))
        .containsExactlyEntriesOf(shapes("classifier.pt"));
    assertThat(ExpectedParameters.of(Architectures.of(generation.getUpsampler().getModel())))
        .containsExactlyEntriesOf(shapes("upsampler.pt"));
  }

  private static Map<String, List<Long>> shapes(String file) throws IOException {
    try (StateDict checkpoint = StateDict.open(CONFIGS.resolve("fashion32").resolve(file))) {
      Map<String, List<Long>> shapes = new LinkedHashMap<>();
      for (CheckpointTensor tensor : checkpoint.tensors().values()) {
        shapes.put(tensor.name(), tensor.shape());
      }
      return shapes;
    }
  }

  private static long parameters(Map<String, List<Long>> shapes) {
    return shapes.values().stream()
        .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
        .sum();
  }

  private static String digest(Map<String, List<Long>> shapes) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(shapes)
        .forEach((name, shape) -> lines.append(name).append(' ').append(shape).append('\n'));
    return Hashing.sha256().hashString(lines, StandardCharsets.UTF_8).toString();
  }
}
