package io.upstack.stages.programs;

import static java.util.Locale.ROOT;

import io.upstack.stages.arrays.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** Makes tensors whose values are known when the program is written. */
public final class Constants {
  private Constants() {}

  /** Makes an fp32 tensor. {@code values} are rounded to fp32. */
  public static TensorData float32(List<Long> shape, double... values) {
    ByteBuffer bytes = allocate(values.length * Float.BYTES);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return new Bytes(ElementType.FLOAT32, List.copyOf(shape), bytes.flip());
  }

  public static TensorData int64(List<Long> shape, long... values) {
    ByteBuffer bytes = allocate(values.length * Long.BYTES);
    for (long value : values) {
      bytes.putLong(value);
    }
    return new Bytes(ElementType.INT64, List.copyOf(shape), bytes.flip());
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private record Bytes(ElementType elementType, List<Long> shape, ByteBuffer content)
      implements TensorData {
    Bytes {
      long expected = shape.stream().reduce(1L, Math::multiplyExact) * elementType.size();
      if (content.remaining() != expected) {
        throw new IllegalArgumentException(
            String.format(
                ROOT,
                "a tensor of shape %s needs %d bytes, not %d",
                shape,
                expected,
                content.remaining()));
      }
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
      ByteBuffer remaining = content.duplicate();
      while (remaining.hasRemaining()) {
        channel.write(remaining);
      }
    }
  }
}
