package io.upstack.stages.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.programs.TensorData;
import java.io.ByteArrayOutputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateDictParametersTest {
  private static final List<Long> SHAPE = List.of(32L, 3L, 3L, 3L);

  @Test
  void givesTensorsInTheTypeAskedFor() throws Exception {
    try (StateDict checkpoint = checkpoint()) {
      TensorData half = get(checkpoint, ElementType.FLOAT16);
      TensorData single = get(checkpoint, ElementType.FLOAT32);

      assertThat(half.shape()).isEqualTo(SHAPE);
      assertThat(bytes(half)).hasSize(2 * 864);
      float[] values = new float[864];
      ByteBuffer.wrap(bytes(single)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      assertThat(values).isEqualTo(checkpoint.tensors().get("input_blocks.0.0.weight").toFloats());
    }
  }

  @Test
  void acceptsACheckpointAllOfWhichWasAskedFor() throws Exception {
    try (StateDict checkpoint = checkpoint()) {
      StateDictParameters parameters = new StateDictParameters("model.pt", checkpoint);
      checkpoint
          .tensors()
          .forEach((name, tensor) -> parameters.get(name, tensor.shape(), ElementType.FLOAT32));

      parameters.requireFit();
    }
  }

  @Test
  void namesAllThatIsMissingMisshapenAndForeign() throws Exception {
    try (StateDict checkpoint = checkpoint()) {
      StateDictParameters parameters = new StateDictParameters("model.pt", checkpoint);
      parameters.get("label_emb.weight", List.of(10L, 128L), ElementType.FLOAT32);
      parameters.get("out.2.bias", List.of(6L), ElementType.FLOAT32);
      checkpoint.tensors().entrySet().stream()
          .filter(tensor -> !tensor.getKey().startsWith("out."))
          .forEach(
              tensor ->
                  parameters.get(tensor.getKey(), tensor.getValue().shape(), ElementType.FLOAT32));

      assertThatThrownBy(parameters::requireFit)
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              """
              5 problems in model.pt, compared with the network that the flags describe:
                label_emb.weight: is missing, expected the shape [10, 128]
                out.2.bias: has the shape [3], expected [6]
                out.0.weight: is not a tensor of this network
                out.0.bias: is not a tensor of this network
                out.2.weight: is not a tensor of this network\
              """);
    }
  }

  @Test
  void givesNothingToWriteForATensorThatDoesNotFit() throws Exception {
    try (StateDict checkpoint = checkpoint()) {
      TensorData missing =
          new StateDictParameters("model.pt", checkpoint)
              .get("other", List.of(1L), ElementType.FLOAT32);

      assertThatThrownBy(() -> bytes(missing))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a checkpoint that does not fit was not refused");
    }
  }

  private static TensorData get(StateDict checkpoint, ElementType type) {
    return new StateDictParameters("model.pt", checkpoint)
        .get("input_blocks.0.0.weight", SHAPE, type);
  }

  private static byte[] bytes(TensorData tensor) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    tensor.writeTo(Channels.newChannel(output));
    return output.toByteArray();
  }

  private static StateDict checkpoint() throws Exception {
    return StateDict.open(resource());
  }

  private static Path resource() throws URISyntaxException {
    return Path.of(
        StateDictParametersTest.class
            .getResource("/reference/unet_unconditional/model.pt")
            .toURI());
  }
}
