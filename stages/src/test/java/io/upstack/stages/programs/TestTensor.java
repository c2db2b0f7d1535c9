package io.upstack.stages.programs;

import io.upstack.stages.arrays.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.HexFormat;
import java.util.List;

/** A tensor given by its bytes in memory order, as hexadecimal digits. */
record TestTensor(ElementType elementType, List<Long> shape, List<Long> strides, String bytes)
    implements TensorData {
  static TestTensor contiguous(ElementType type, List<Long> shape, String bytes) {
    return new TestTensor(type, shape, Strides.contiguous(shape), bytes);
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap(HexFormat.of().parseHex(bytes)));
  }
}
