package io.upstack.stages.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.upstack.proto.graph.AttrValue;
import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphParametersTest {
  @TempDir private Path directory;

  @Test
  void knowsTheNodesOfThePublishedGraph() {
    assertThat(GraphNames.convolutions())
        .containsExactlyElementsOf(FormulaInception.scopes().keySet());
    FormulaInception.scopes()
        .forEach(
            (convolution, scope) -> assertThat(GraphNames.scope(convolution)).isEqualTo(scope));
  }

  @Test
  void gammaCountsOnlyWhereItIsScaledWith() throws IOException {
    Path file =
        GraphWriter.small()
            .change(
                "conv_1/batchnorm",
                node ->
                    node.putAttr("scale_after_normalization", bool(false))
                        .putAttr("variance_epsilon", AttrValue.newBuilder().setF(0.25f).build()))
            .writeTo(directory.resolve("graph.pb"));
    GraphParameters parameters = parameters(file);
    BatchNormalization scaled = parameters.batchNormalization("Conv2d_1a_3x3", 32);
    BatchNormalization plain = parameters.batchNormalization("Conv2d_2a_3x3", 32);

    assertThat(scaled.gamma()).containsOnly(0.5f);
    assertThat(scaled.epsilon()).isEqualTo(0.001f);
    assertThat(plain.gamma()).containsOnly(1).hasSize(32);
    assertThat(plain.scale(3)).isEqualTo(1 / Math.sqrt(0.75));
    assertThat(plain.shift(3)).isEqualTo(0.5 - 0.5 / Math.sqrt(0.75));
  }

  @Test
  void aGammaThatIsNotScaledWithMayBeMissing() throws IOException {
    Path file =
        GraphWriter.small()
            .change(
                "conv/batchnorm", node -> node.putAttr("scale_after_normalization", bool(false)))
            .remove("conv/batchnorm/gamma")
            .writeTo(directory.resolve("graph.pb"));
    assertThat(InceptionFile.of(file).program().source()).contains("Conv2d_1a_3x3_weight");
  }

  @Test
  void tellsAllNodesThatDoNotFit() throws IOException {
    Path file =
        GraphWriter.small()
            .remove("mixed/tower/conv/conv2d_params")
            .remove("mixed_8/tower/conv/batchnorm")
            .change("conv/conv2d_params", node -> node.setOp("Variable"))
            .change("conv/batchnorm", node -> node.removeAttr("variance_epsilon"))
            .change("conv_1/batchnorm", node -> node.removeAttr("scale_after_normalization"))
            .change("conv_2/batchnorm", node -> node.setOp("FusedBatchNorm"))
            .changeTensor("conv_1/conv2d_params", tensor -> tensor.setDtype(19))
            .changeTensor(
                "conv_2/batchnorm/beta",
                tensor -> tensor.setTensorContent(ByteString.copyFromUtf8("abc")))
            .changeTensor("conv_3/batchnorm/beta", tensor -> tensor.clearFloatVal())
            .changeTensor("conv_3/batchnorm/moving_mean", tensor -> tensor.clearTensorShape())
            .changeTensor(
                "conv_4/batchnorm/gamma", tensor -> tensor.clearFloatVal().addFloatVal(Float.NaN))
            .changeTensor(
                "conv_4/batchnorm/moving_variance",
                tensor -> tensor.clearFloatVal().addFloatVal(1).addFloatVal(-1))
            .remove("softmax/weights")
            .writeTo(directory.resolve("graph.pb"));
    assertThatThrownBy(() -> InceptionFile.of(file).program())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            13 problems in %s, compared with the Inception-v3 of 2015-12-05:
              conv/conv2d_params: is a node of 'Variable', expected Const
              conv/batchnorm: has no attribute variance_epsilon from 0 to 1
              conv_1/conv2d_params: is of TensorFlow's type 19, expected 1 (DT_FLOAT)
              conv_1/batchnorm: has no attribute scale_after_normalization, true or false
              conv_2/batchnorm: is missing, expected a node of BatchNormWithGlobalNormalization
              conv_2/batchnorm/beta: has a content of 3 bytes, expected 256
              conv_3/batchnorm/beta: lists 0 elements, expected 1 to 80
              conv_3/batchnorm/moving_mean: has the shape [], expected [80]
              conv_4/batchnorm/gamma: has the value NaN at element 0, expected a finite one
              conv_4/batchnorm/moving_variance: has the variance -1.0 at element 1, expected none\
             below 0
              mixed/tower/conv/conv2d_params: is missing, expected a constant of the shape\
             [1, 1, 192, 48]
              mixed_8/tower/conv/batchnorm: is missing, expected a node of\
             BatchNormWithGlobalNormalization
              softmax/weights: is missing, expected a constant of the shape [2048, 1008]""",
            file);
  }

  @Test
  void anotherGraphIsRefused() throws IOException {
    Path file = Files.write(directory.resolve("graph.pb"), new byte[] {0x0a, 3, 0x0a, 1, 'x'});
    assertThatThrownBy(() -> InceptionFile.of(file).program())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("1 problem in " + file)
        .hasMessageEndingWith("nodes: there is none of the network's, expected all");
  }

  @Test
  void aCutGraphIsRefused() throws IOException {
    byte[] whole = GraphWriter.small().toBytes();
    Path file = Files.write(directory.resolve("cut.pb"), Arrays.copyOf(whole, whole.length - 3));
    assertThatThrownBy(() -> parameters(file))
        .isInstanceOf(MalformedGraphException.class)
        .hasMessageMatching(file + " is damaged at byte \\d+, or no GraphDef: .*");
  }

  @Test
  void aSecondNodeOfTheSameNameIsRefused() throws IOException {
    byte[] once = GraphWriter.small().toBytes();
    byte[] twice = Arrays.copyOf(once, 2 * once.length);
    System.arraycopy(once, 0, twice, once.length, once.length);
    Path file = Files.write(directory.resolve("twice.pb"), twice);
    assertThatThrownBy(() -> parameters(file))
        .isInstanceOf(MalformedGraphException.class)
        .hasMessageMatching(
            file + " has a second node 'conv/conv2d_params' at byte \\d+, expected one");
  }

  @Test
  void whateverIsDamagedIsHarmlessOrNamed() throws IOException {
    byte[] whole = GraphWriter.small().toBytes();
    Path file = directory.resolve("damaged.pb");
    Random random = new Random(1);
    for (int tries = 0; tries < 1_500; tries++) {
      byte[] damaged = random.nextInt(4) == 0 ? cut(whole, random) : whole.clone();
      for (int flips = random.nextInt(20); flips >= 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      assertReadOrRefused(Files.write(file, damaged));
    }
  }

  private static byte[] cut(byte[] whole, Random random) {
    return Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1));
  }

  /** The first layers represent all, because each takes the same way through the importer. */
  private static void assertReadOrRefused(Path file) throws IOException {
    try {
      GraphParameters parameters = parameters(file);
      parameters.kernel("Conv2d_1a_3x3", List.of(32L, 3L, 3L, 3L));
      parameters.kernel("Conv2d_3b_1x1", List.of(80L, 64L, 1L, 1L));
      for (String convolution : GraphNames.convolutions()) {
        parameters.batchNormalization(convolution, 192);
      }
      parameters.requireFit();
    } catch (MalformedGraphException | InvalidInputException exception) {
      assertThat(exception).hasMessageContaining(file.toString());
    }
  }

  private static GraphParameters parameters(Path file) throws IOException {
    return new GraphParameters(
        file.toString(),
        FrozenGraph.read(file, GraphNames.nodes().collect(Collectors.toUnmodifiableSet())));
  }

  private static AttrValue bool(boolean value) {
    return AttrValue.newBuilder().setB(value).build();
  }
}
