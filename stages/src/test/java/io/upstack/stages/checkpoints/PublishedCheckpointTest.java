package io.upstack.stages.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.arrays.ElementType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The checkpoints of the fashion32 stack, as torch.save wrote them. */
class PublishedCheckpointTest {
  private static final Path FASHION32 = Path.of("..", "configs", "fashion32");

  @Test
  void aStateDictOfGuidedDiffusionIsRead() throws IOException {
    try (StateDict dict = StateDict.open(FASHION32.resolve("classifier.pt"))) {
      dict.verify();
      assertThat(dict.tensors()).hasSize(103);
      CheckpointTensor tensor = dict.tensors().get("time_embed.0.weight");
      assertThat(tensor.elementType()).isEqualTo(ElementType.FLOAT32);
      assertThat(tensor.shape()).containsExactly(128L, 32L);
      assertThat(tensor.toFloats()).startsWith(0.018487066f, 0.106981896f, -0.13171193f);
      assertThat(dict.tensors().keySet())
          .startsWith("time_embed.0.weight", "time_embed.0.bias")
          .endsWith("out.2.c_proj.bias");
    }
  }

  @Test
  void aProgramIsNotTakenForAStateDict() {
    Path program = FASHION32.resolve("features.pt");
    assertThatThrownBy(() -> StateDict.open(program))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessageStartingWith(
            program + " is a TorchScript program, expected a state dict saved by torch.save");
  }
}
