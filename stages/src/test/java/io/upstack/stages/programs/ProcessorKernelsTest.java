package io.upstack.stages.programs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorKernelsTest {
  @TempDir private Path folder;

  @Test
  void cachesAreKnownWhereTheSystemHasTheirSizes() throws IOException {
    assertThat(ProcessorKernels.areKnown(folder.resolve("cache"))).isFalse();
    Files.createDirectories(folder.resolve("cache/index0"));
    assertThat(ProcessorKernels.areKnown(folder.resolve("cache"))).isFalse();
    Files.writeString(folder.resolve("cache/index0/size"), "48K\n");
    assertThat(ProcessorKernels.areKnown(folder.resolve("cache"))).isTrue();
  }

  /**
   * Sums of a 3x3 neighborhood over all channels, for channels of many block sizes. It fails on a
   * virtual machine that hides its caches, if oneDNN is left to choose AVX-512 there.
   */
  @Test
  void convolutionsOfThisProcessorAreRight() throws IOException {
    for (int channels : new int[] {3, 32, 48, 64, 80, 96, 160, 192, 320, 384, 448}) {
      ProgramBuilder builder = new ProgramBuilder("Sums");
      MethodBuilder method = builder.method("sums");
      method.returns(
          method.evaluate(
              "torch.conv2d(%s, %s, None, [1, 1], [1, 1])",
              method.parameter("x"), method.parameter("weight")));
      try (Program program = TemporaryProgram.load(builder, Device.cpu());
          NDManager manager = program.newManager()) {
        NDArray x = manager.ones(new Shape(2, channels, 17, 17));
        NDArray weight = manager.ones(new Shape(64, channels, 3, 3));
        NDArray sums = program.run("sums", new NDList(x, weight)).get(0);
        float[] rows = sums.toFloatArray();
        for (int i = 0; i < rows.length; i++) {
          int row = i / 17 % 17;
          int column = i % 17;
          int height = row == 0 || row == 16 ? 2 : 3;
          int width = column == 0 || column == 16 ? 2 : 3;
          assertThat(rows[i])
              .as("%d channels, %d", channels, i)
              .isEqualTo(channels * height * width);
        }
      }
    }
  }
}
