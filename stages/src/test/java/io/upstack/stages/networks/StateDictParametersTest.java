package io.upstack.stages.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.programs.TensorData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StateDictParametersTest {
  private static final String NAME = "time_embed.0.weight";

  private StateDict checkpoint;
  private StateDictParameters parameters;

  @BeforeEach
  void open() throws IOException {
    checkpoint = StateDict.open(Path.of("..", "configs", "fashion32", "classifier.pt"));
    parameters = new StateDictParameters("classifier.pt", checkpoint);
  }

  @AfterEach
  void close() throws IOException {
    checkpoint.close();
  }

  @Test
  void tensorsAreConvertedToWhatTheProgramComputesIn() throws IOException {
    TensorData tensor = parameters.get(NAME, List.of(128L, 32L), ElementType.FLOAT16);
    assertThat(tensor.shape()).containsExactly(128L, 32L);
    assertThat(tensor.elementType()).isEqualTo(ElementType.FLOAT16);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tensor.writeTo(Channels.newChannel(bytes));
    // 0.018487066 and 0.106981896, rounded to half precision.
    assertThat(bytes.toByteArray()).hasSize(128 * 32 * 2).startsWith(0xbc, 0x24, 0xd9, 0x2e);
  }

  @Test
  void allThatDoesNotFitIsNamedTogether() {
    checkpoint.tensors().values().stream()
        .filter(tensor -> !tensor.name().startsWith("out."))
        .filter(tensor -> !tensor.name().equals(NAME))
        .forEach(tensor -> parameters.get(tensor.name(), tensor.shape(), ElementType.FLOAT32));
    parameters.get("out.9.bias", List.of(10L), ElementType.FLOAT32);
    parameters.get(NAME, List.of(256L, 64L), ElementType.FLOAT32);
    assertThatThrownBy(parameters::requireFit)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            9 problems in classifier.pt, compared with the network that the flags describe:
              out.9.bias: is missing, expected the shape [10]
              time_embed.0.weight: has the shape [128, 32], expected [256, 64]
              out.0.weight: is not a tensor of this network
              out.0.bias: is not a tensor of this network
              out.2.positional_embedding: is not a tensor of this network
              out.2.qkv_proj.weight: is not a tensor of this network
              out.2.qkv_proj.bias: is not a tensor of this network
              out.2.c_proj.weight: is not a tensor of this network
              out.2.c_proj.bias: is not a tensor of this network""");
  }

  @Test
  void whatFitsPasses() {
    checkpoint
        .tensors()
        .values()
        .forEach(tensor -> parameters.get(tensor.name(), tensor.shape(), ElementType.FLOAT32));
    parameters.requireFit();
    assertThat(checkpoint.tensors()).isNotEmpty();
  }
}
