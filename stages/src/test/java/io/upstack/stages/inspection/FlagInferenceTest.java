package io.upstack.stages.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.models.PublishedCheckpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FlagInferenceTest {

  static List<PublishedCheckpoint> published() {
    return PublishedCheckpoint.all();
  }

  @ParameterizedTest
  @MethodSource("published")
  void theShapesOfPublishedCheckpointsGiveBackTheirFlags(PublishedCheckpoint checkpoint) {
    Network expected = network(checkpoint);
    InferredNetwork inferred = FlagInference.infer(checkpoint.shapes()).orElseThrow();
    assertThat(inferred.isExact()).isTrue();
    assertThat(inferred.network().kind()).isEqualTo(expected.kind());
    assertThat(inferred.tellsImageSize()).isEqualTo(expected.kind() == NetworkKind.CLASSIFIER);
    assertThat(inferred.atImageSize(expected.unet().imageSize()).flags())
        .isEqualTo(FlagValues.of(expected));
  }

  @ParameterizedTest
  @MethodSource("published")
  void onlyOneNetworkHasTheShapesOfAPublishedCheckpoint(PublishedCheckpoint checkpoint) {
    assertThat(FlagInference.candidates(checkpoint.shapes()))
        .filteredOn(InferredNetwork::isExact)
        .hasSize(1);
  }

  @Test
  void anyNetworkIsToldFromItsShapes() {
    Random random = new Random(5);
    for (int round = 0; round < 150; round++) {
      Network network = RandomNetwork.of(random);
      InferredNetwork inferred = FlagInference.infer(network.parameters(), network).orElseThrow();
      assertThat(inferred.isExact()).isTrue();
      assertThat(inferred.flags()).isEqualTo(FlagValues.of(network));
      assertThat(FlagInference.infer(network.parameters()).orElseThrow().isExact()).isTrue();
    }
  }

  @Test
  void damagedNetworksAreSurvived() {
    Random random = new Random(6);
    for (int round = 0; round < 100; round++) {
      Map<String, List<Long>> shapes = new LinkedHashMap<>(RandomNetwork.of(random).parameters());
      shapes.keySet().removeIf(name -> random.nextInt(10) == 0);
      shapes.replaceAll(
          (name, shape) -> random.nextInt(10) == 0 ? List.of(random.nextLong() >>> 1) : shape);
      FlagInference.infer(shapes).ifPresent(inferred -> assertThat(inferred.isExact()).isFalse());
    }
  }

  @Test
  void otherTensorsAreNoNetwork() {
    assertThat(FlagInference.infer(Map.of())).isEmpty();
    assertThat(FlagInference.infer(Map.of("fc.weight", List.of(10L, 4L)))).isEmpty();
    assertThat(
            FlagInference.infer(
                Map.of(
                    "time_embed.0.weight",
                    List.of(256L, 64L),
                    "middle_block.0.in_layers.0.weight",
                    List.of(64L),
                    "input_blocks.9999.0.weight",
                    List.of(64L))))
        .isEmpty();
  }

  private static Network network(PublishedCheckpoint checkpoint) {
    return switch (checkpoint.kind()) {
      case UNET -> Network.of(checkpoint.model());
      case SUPER_RESOLUTION -> Network.of(checkpoint.superResolution());
      case CLASSIFIER -> Network.of(checkpoint.classifier());
    };
  }
}
