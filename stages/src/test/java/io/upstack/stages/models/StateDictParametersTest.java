package io.upstack.stages.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.programs.TensorData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StateDictParametersTest {
  private static final String NAME = "time_embed.0.weight";

  private StateDict checkpoint;
  private StateDictParameters parameters;

  @BeforeEach
  void open() throws IOException {
    checkpoint = StateDict.open(Path.of("..", "configs", "fashion32", "classifier.pt"));
    parameters = new StateDictParameters(checkpoint);
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
  void aMissingTensorIsNamed() {
    assertThatThrownBy(() -> parameters.get("out.9.bias", List.of(10L), ElementType.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the checkpoint has no tensor 'out.9.bias', expected one of shape [10]");
  }

  @Test
  void aTensorOfAnotherShapeIsNamed() {
    assertThatThrownBy(() -> parameters.get(NAME, List.of(256L, 64L), ElementType.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tensor 'time_embed.0.weight' of the checkpoint has shape [128, 32],"
                + " expected [256, 64]");
  }
}
