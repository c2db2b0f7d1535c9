package io.upstack.stages.networks;

import static java.util.Locale.ROOT;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.programs.Strides;
import io.upstack.stages.programs.TensorData;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A tensor [N, C, H, W] whose channels are dense in memory. Its values and shape do not change. */
record ChannelsLast(TensorData tensor) implements TensorData {
  @Override
  public ElementType elementType() {
    return tensor.elementType();
  }

  @Override
  public List<Long> shape() {
    return tensor.shape();
  }

  @Override
  public List<Long> strides() {
    return Strides.channelsLast(shape());
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    int channels = Math.toIntExact(shape().get(1));
    int positions = Math.toIntExact(shape().get(2) * shape().get(3));
    if (channels == 1 || positions == 1) {
      tensor.writeTo(channel);
      return;
    }
    Transposing transposing = new Transposing(channel, channels, positions, elementType().size());
    tensor.writeTo(transposing);
  }

  /** Transposes each slab [channels, positions] to [positions, channels] while it is written. */
  private static final class Transposing implements WritableByteChannel {
    // Elements are only moved, so any byte order works.
    private static final VarHandle INTS =
        MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORTS =
        MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

    private final WritableByteChannel target;
    private final int channels;
    private final int positions;
    private final int elementSize;
    private final byte[] slab;
    private final byte[] transposed;
    private int filled;

    private Transposing(WritableByteChannel target, int channels, int positions, int elementSize) {
      this.target = target;
      this.channels = channels;
      this.positions = positions;
      this.elementSize = elementSize;
      this.slab = new byte[channels * positions * elementSize];
      this.transposed = new byte[slab.length];
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int length = source.remaining();
      while (source.hasRemaining()) {
        int taken = Math.min(source.remaining(), slab.length - filled);
        source.get(slab, filled, taken);
        filled += taken;
        if (filled == slab.length) {
          flush();
        }
      }
      return length;
    }

    private void flush() throws IOException {
      switch (elementSize) {
        case Integer.BYTES -> transposeInts();
        case Short.BYTES -> transposeShorts();
        default ->
            throw new IllegalStateException(
                String.format(ROOT, "elements of %d bytes", elementSize));
      }
      ByteBuffer bytes = ByteBuffer.wrap(transposed);
      while (bytes.hasRemaining()) {
        target.write(bytes);
      }
      filled = 0;
    }

    private void transposeInts() {
      int from = 0;
      for (int channel = 0; channel < channels; channel++) {
        for (int position = 0; position < positions; position++) {
          int to = (position * channels + channel) * Integer.BYTES;
          INTS.set(transposed, to, (int) INTS.get(slab, from));
          from += Integer.BYTES;
        }
      }
    }

    private void transposeShorts() {
      int from = 0;
      for (int channel = 0; channel < channels; channel++) {
        for (int position = 0; position < positions; position++) {
          int to = (position * channels + channel) * Short.BYTES;
          SHORTS.set(transposed, to, (short) SHORTS.get(slab, from));
          from += Short.BYTES;
        }
      }
    }

    @Override
    public boolean isOpen() {
      return target.isOpen();
    }

    @Override
    public void close() {}
  }
}
