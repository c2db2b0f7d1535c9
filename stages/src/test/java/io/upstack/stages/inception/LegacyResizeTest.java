package io.upstack.stages.inception;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyResizeTest {
  private static final int SIZE = 299;

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 500", "32, 32", "299, 299", "320, 64"})
  void isTheArithmeticOfTensorFlow(int height, int width) throws IOException {
    byte[] images = Extraction.images(1, height, width);
    float[] resized = resized(images, height, width);
    assertThat(resized).hasSize(3 * SIZE * SIZE);
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        assertThat(resized[2 * SIZE * SIZE + row * SIZE + column])
            .isEqualTo(pixel(images, 2, row, column, height, width));
      }
    }
  }

  /** Computes in the order of operations of compute_lerp. */
  private static float pixel(
      byte[] images, int channel, int row, int column, int height, int width) {
    float y = row * ((float) height / SIZE);
    float x = column * ((float) width / SIZE);
    int top = (int) y;
    int left = (int) x;
    int bottom = Math.min(top + 1, height - 1);
    int right = Math.min(left + 1, width - 1);
    int plane = channel * height * width;
    float topLeft = images[plane + top * width + left] & 0xff;
    float topRight = images[plane + top * width + right] & 0xff;
    float bottomLeft = images[plane + bottom * width + left] & 0xff;
    float bottomRight = images[plane + bottom * width + right] & 0xff;
    float upper = topLeft + (topRight - topLeft) * (x - left);
    float lower = bottomLeft + (bottomRight - bottomLeft) * (x - left);
    return upper + (lower - upper) * (y - top);
  }

  private static float[] resized(byte[] images, int height, int width) throws IOException {
    ProgramBuilder builder = new ProgramBuilder("Resize");
    MethodBuilder forward = builder.method("forward");
    forward.returns(new LegacyResize(builder, forward).write(forward.parameter("images")));
    try (Program program = TemporaryProgram.load(builder, Device.cpu());
        NDManager manager = program.newManager()) {
      NDArray input =
          manager.create(ByteBuffer.wrap(images), new Shape(1, 3, height, width), DataType.UINT8);
      return program.run("forward", new NDList(input)).singletonOrThrow().toFloatArray();
    }
  }
}
