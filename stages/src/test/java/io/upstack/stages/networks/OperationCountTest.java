package io.upstack.stages.networks;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TensorData;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Compares counts with those made by hand. */
final class OperationCountTest {
  private final ProgramBuilder program = new ProgramBuilder("Counted");
  private final MethodBuilder method = program.method("forward");
  private final Weights weights =
      new Weights(program, (name, shape, type) -> new Unwritten(shape, type), "");
  private final Layers layers = Layers.forInference(method, weights, Precision.FP32);
  private final FeatureMap input = layers.input(method.parameter("x"), 32, 8);

  @Test
  void aConvolutionMultipliesEachWeightAtEachOutputPixel() {
    FeatureMap output = layers.convolution("a", input, 64, 3, 1);

    assertThat(output.size()).isEqualTo(8);
    assertThat(weights.operations().forward()).isEqualTo(2 * 3 * 3 * 32 * 64 * 8 * 8);
    assertThat(weights.operations().withInputGradient())
        .isEqualTo(2 * weights.operations().forward());
  }

  @Test
  void aConvolutionOfStrideTwoHasAQuarterOfThePixels() {
    FeatureMap output = layers.convolution("a", input, 64, 3, 2);

    assertThat(output.size()).isEqualTo(4);
    assertThat(weights.operations().forward()).isEqualTo(2 * 3 * 3 * 32 * 64 * 4 * 4);
  }

  @Test
  void sizesFollowPoolingAndEnlarging() {
    layers.convolution("a", layers.averagePool(input), 32, 1, 1);
    layers.convolution("b", layers.enlarge(input), 32, 1, 1);

    assertThat(weights.operations().forward()).isEqualTo(2 * 32 * 32 * (4 * 4 + 16 * 16));
  }

  @Test
  void attentionTakesTwoProductsOfTokensAndTwoProjections() {
    AttentionBlock.write(layers, "a", input, 4, AttentionOrder.HEADS_FIRST);

    int projections = 2 * 64 * (32 * 96 + 32 * 32);
    int products = 2 * (64 * 64 * 32) * 2;
    assertThat(weights.operations().forward()).isEqualTo(projections + products);
    // Back through a product of two activations takes two products.
    assertThat(weights.operations().withInputGradient()).isEqualTo(2 * projections + 3 * products);
  }

  @Test
  void aResidualBlockTakesTwoConvolutionsAnEmbeddingAndASkip() {
    UNetArchitecture architecture =
        new UNetArchitecture(
            8,
            3,
            32,
            6,
            1,
            List.of(),
            List.of(1.0),
            OptionalInt.empty(),
            new AttentionHeads(1, -1, -1, AttentionOrder.HEADS_FIRST),
            true,
            true);
    ResidualBlock block = new ResidualBlock(layers, architecture, method.parameter("embedding"));

    block.write("a", input, 64, ResidualBlock.Resampling.DOWN);

    int convolutions = 2 * 9 * (32 * 64 + 64 * 64) * 16;
    int embedding = 2 * 128 * 128;
    int skip = 2 * 32 * 64 * 16;
    assertThat(weights.operations().forward()).isEqualTo(convolutions + embedding + skip);
  }

  private record Unwritten(List<Long> shape, ElementType elementType) implements TensorData {
    @Override
    public void writeTo(WritableByteChannel channel) {
      throw new UnsupportedOperationException();
    }
  }
}
