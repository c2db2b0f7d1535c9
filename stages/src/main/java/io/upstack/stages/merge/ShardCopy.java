package io.upstack.stages.merge;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads shards in pieces to their end, where the checksum of each array is compared. */
record ShardCopy(ObjectStore store, ShardLayout layout) {
  private static final int PIECE_BYTES = 256 << 10;

  /**
   * Writes the images.
   *
   * @return the labels; empty if the stage has none
   * @throws IOException naming the object, if it is damaged or its arrays are not those of the
   *     stage
   */
  long[] write(FinishedShard shard, OutputStream output) throws IOException {
    try (NpzFile npz = open(shard)) {
      ArrayLayout images = layout.arrays().get(0);
      ByteBuffer piece = ByteBuffer.allocate((int) Math.max(PIECE_BYTES, images.rowSize()));
      try (ArrayReader array = array(npz, images, shard)) {
        while (array.rowsLeft() > 0) {
          array.readRows(piece);
          output.write(piece.array(), piece.arrayOffset(), piece.remaining());
        }
      }
      return labels(npz, shard);
    }
  }

  /** Returns only the labels; empty if the stage has none. */
  long[] labels(FinishedShard shard) throws IOException {
    if (!layout.isLabelled()) {
      return new long[0];
    }
    try (NpzFile npz = open(shard)) {
      return labels(npz, shard);
    }
  }

  private long[] labels(NpzFile npz, FinishedShard shard) throws IOException {
    if (!layout.isLabelled()) {
      return new long[0];
    }
    try (ArrayReader array = array(npz, layout.arrays().get(1), shard)) {
      return array.toLongs();
    }
  }

  private NpzFile open(FinishedShard shard) throws IOException {
    String name = shard.object().name();
    return NpzFile.open(store.read(name), "%s/%s".formatted(store.root(), name));
  }

  private ArrayReader array(NpzFile npz, ArrayLayout expected, FinishedShard shard)
      throws IOException {
    ArrayReader array = npz.array(expected.name());
    List<Long> shape = expected.shape(shard.shard().getSamples());
    if (array.elementType() != expected.type() || !array.shape().equals(shape)) {
      array.close();
      throw new IOException(
          "%s/%s: %s is %s of shape %s, expected %s of shape %s"
              .formatted(
                  store.root(),
                  shard.object().name(),
                  expected.name(),
                  array.elementType(),
                  array.shape(),
                  expected.type(),
                  shape));
    }
    return array;
  }
}
