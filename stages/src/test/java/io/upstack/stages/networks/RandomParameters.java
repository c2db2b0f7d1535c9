package io.upstack.stages.networks;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.FloatConversion;
import io.upstack.stages.programs.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Random;

/**
 * Weights that are a function of their names, so that two networks of the same names have the same.
 * Sums over inputs keep their size; normalisations are near the identity.
 */
public final class RandomParameters implements Parameters {
  @Override
  public TensorData get(String name, List<Long> shape, ElementType type) {
    return new RandomTensor(name, List.copyOf(shape), type);
  }

  private record RandomTensor(String name, List<Long> shape, ElementType elementType)
      implements TensorData {
    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
      Random random = new Random(name.hashCode());
      ByteBuffer floats =
          ByteBuffer.allocate(Math.toIntExact(elements()) * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      while (floats.hasRemaining()) {
        floats.putFloat(centre() + spread() * (float) random.nextGaussian());
      }
      floats.flip();
      if (elementType == ElementType.FLOAT32) {
        channel.write(floats);
        return;
      }
      ByteBuffer converted =
          ByteBuffer.allocate(Math.toIntExact(elements()) * elementType.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      FloatConversion.convert(ElementType.FLOAT32, floats, elementType, converted);
      channel.write(converted.flip());
    }

    private float centre() {
      return isNormalization() && name.endsWith("weight") ? 1 : 0;
    }

    private float spread() {
      if (shape.size() == 1 || name.endsWith("positional_embedding")) {
        return 0.2f;
      }
      double inputs = shape.stream().skip(1).reduce(1L, Math::multiplyExact);
      return (float) (1 / Math.sqrt(inputs));
    }

    /** Only normalizations have weights of one dimension. */
    private boolean isNormalization() {
      return shape.size() == 1;
    }
  }
}
