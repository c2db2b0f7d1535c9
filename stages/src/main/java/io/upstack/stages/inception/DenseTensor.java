package io.upstack.stages.inception;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.programs.Strides;
import io.upstack.stages.programs.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * An fp32 tensor in memory.
 *
 * @param values the values in the order of the strides, not copied
 */
record DenseTensor(List<Long> shape, List<Long> strides, float[] values) implements TensorData {
  private static final int BUFFERED = 1 << 14;

  static DenseTensor of(List<Long> shape, float[] values) {
    return new DenseTensor(shape, Strides.contiguous(shape), values);
  }

  /** Converts a kernel, given as [out, in, height, width], to channels-last memory. */
  static DenseTensor channelsLast(List<Long> shape, float[] values) {
    int in = Math.toIntExact(shape.get(1));
    int positions = Math.toIntExact(shape.get(2) * shape.get(3));
    float[] transposed = new float[values.length];
    for (int from = 0; from < values.length; from++) {
      int position = from % positions;
      int channel = from / positions % in;
      int out = from / positions / in;
      transposed[(out * positions + position) * in + channel] = values[from];
    }
    return new DenseTensor(shape, Strides.channelsLast(shape), transposed);
  }

  @Override
  public ElementType elementType() {
    return ElementType.FLOAT32;
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFERED * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < values.length; start += BUFFERED) {
      int count = Math.min(BUFFERED, values.length - start);
      buffer.clear().asFloatBuffer().put(values, start, count);
      buffer.limit(count * Float.BYTES);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }
}
