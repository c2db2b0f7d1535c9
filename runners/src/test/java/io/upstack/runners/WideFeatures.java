package io.upstack.runners;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TensorData;
import io.upstack.stages.programs.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Makes an extractor with as many features as Inception, at a thousandth of its arithmetic. */
final class WideFeatures {
  private static final int POOL = 2048;
  private static final int SPATIAL = 2023;
  private static final int LOGITS = 1008;

  /** The number of values of an image that is averaged down to 8x8. */
  private static final int VALUES = 192;

  private WideFeatures() {}

  static Path write(Path file) throws IOException {
    ProgramBuilder program = new ProgramBuilder("WideFeatures");
    Value weights = program.tensor("weights", new Weights());
    MethodBuilder forward = program.method("forward");
    Value images = forward.evaluate("torch.to(%s, 6)", forward.parameter("images"));
    Value small = forward.evaluate("torch.adaptive_avg_pool2d(%s, [8, 8])", images);
    Value flat = forward.evaluate("torch.div(torch.flatten(%s, 1), 255.)", small);
    Value all = forward.evaluate("torch.relu(torch.mm(%s, %s))", flat, weights);
    forward.returns(
        slice(forward, all, 0, POOL),
        slice(forward, all, POOL, POOL + SPATIAL),
        slice(forward, all, POOL + SPATIAL, POOL + SPATIAL + LOGITS));
    program.writeTo(file);
    return file;
  }

  private static Value slice(MethodBuilder forward, Value all, int from, int to) {
    return forward.evaluate("torch.contiguous(torch.slice(%s, 1, %d, %d, 1))", all, from, to);
  }

  private static final class Weights implements TensorData {
    @Override
    public ElementType elementType() {
      return ElementType.FLOAT32;
    }

    @Override
    public List<Long> shape() {
      return List.of((long) VALUES, (long) POOL + SPATIAL + LOGITS);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
      Random random = new Random(5);
      ByteBuffer row =
          ByteBuffer.allocate((POOL + SPATIAL + LOGITS) * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < VALUES; i++) {
        row.clear();
        while (row.hasRemaining()) {
          row.putFloat((float) random.nextGaussian());
        }
        row.flip();
        while (row.hasRemaining()) {
          channel.write(row);
        }
      }
    }
  }
}
