package io.upstack.stages.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The images of a simulated run. Their first bytes name the maker of the shard: 64 bytes of a name
 * in UTF-8, padded with zeros, and 8 bytes of the number of a thread.
 */
public final class SimulatedObjects {
  /** The edge of the images: the least that the maker fits into. */
  public static final int EDGE = 8;

  private static final int NAME_BYTES = 64;

  private SimulatedObjects() {}

  /**
   * @param layout a layout of images, without labels
   */
  static List<NamedArray> of(Maker maker, ShardLayout layout, int samples) {
    ArrayLayout images = layout.arrays().get(0);
    List<Long> shape = images.shape(samples);
    int bytes = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    ByteBuffer pixels = ByteBuffer.allocate(bytes);
    for (int image = 0; image < samples; image++) {
      pixels
          .position(image * (bytes / samples))
          .put(Arrays.copyOf(maker.worker().getBytes(UTF_8), NAME_BYTES))
          .putLong(maker.thread());
    }
    return List.of(NamedArray.ofBytes(images.name(), shape, pixels.array()));
  }

  /**
   * Returns the maker of a shard that is done.
   *
   * @param layout the layout of the images
   */
  public static Maker maker(ObjectStore store, ShardLayout layout, Shard shard) throws IOException {
    String name = layout.objectName(shard);
    try (NpzFile file = NpzFile.open(store.read(name), name);
        ArrayReader images = file.array(layout.arrays().get(0).name())) {
      ByteBuffer pixels = ByteBuffer.wrap(images.toBytes());
      byte[] padded = new byte[NAME_BYTES];
      pixels.get(padded);
      return new Maker(new String(padded, UTF_8).replaceAll("\0.*", ""), pixels.getLong());
    }
  }
}
