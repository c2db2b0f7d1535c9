package io.upstack.runners;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.arrays.NpzFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerateTest {
  @TempDir private Path directory;

  @Test
  void needsNoEvaluationAndOneStageIsEnough() throws IOException {
    Path base = Path.of("../configs/fashion32/base.pt").toAbsolutePath().normalize();
    Path configuration = directory.resolve("base.textproto");
    Files.writeString(
        configuration,
        """
        generation {
          num_samples: 3
          base {
            model_path: "%s"
            model {
              image_size: 16 num_channels: 64 num_res_blocks: 1 channel_mult: [1, 1, 1]
              attention_resolutions: [8, 4] num_head_channels: 32 class_cond: true num_classes: 10
              learn_sigma: true resblock_updown: true use_new_attention_order: true
            }
            diffusion { noise_schedule: "cosine" timestep_respacing: "ddim2" }
            sampling { use_ddim: true }
          }
        }
        execution { batch_size: 4 shard_size: 4 }
        """
            .formatted(base));
    Path output = directory.resolve("output");

    CommandLineRun generated = CommandLineRun.of("generate", configuration, "--output=" + output);

    assertThat(generated)
        .isEqualTo(new CommandLineRun(0, List.of("samples: %s/samples".formatted(output)), ""));
    try (NpzFile samples = NpzFile.open(output.resolve("samples/00000.npz"))) {
      assertThat(samples.array("arr_0").shape()).containsExactly(3L, 16L, 16L, 3L);
      assertThat(samples.array("arr_1").toLongs()).containsExactly(0, 1, 2);
    }
  }
}
