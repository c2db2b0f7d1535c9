package io.upstack.stages.features;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;

/** Where the images of a shard are. */
public interface ShardImages {
  /** Gives the reader of the shard's images, uint8 [n, H, W, 3], at the first of them. */
  <T> T read(Shard shard, ObjectStore store, Reading<T> reading) throws IOException;

  /** Uses the images. */
  @FunctionalInterface
  interface Reading<T> {
    T from(ArrayReader images) throws IOException;
  }

  /** The images that an earlier stage left in the store. */
  static ShardImages ofStage(ShardLayout layout) {
    return new ShardImages() {
      @Override
      public <T> T read(Shard shard, ObjectStore store, Reading<T> reading) throws IOException {
        String name = layout.objectName(shard);
        try (NpzFile file = NpzFile.open(store.read(name), name);
            ArrayReader images = file.array(ShardLayout.IMAGES)) {
          return reading.from(images);
        }
      }
    };
  }

  /** The images of an npz that a user named, cut into shards. */
  static ShardImages ofFile(InputFile input) {
    return new ShardImages() {
      @Override
      public <T> T read(Shard shard, ObjectStore store, Reading<T> reading) throws IOException {
        try (NpzFile file = NpzFile.open(input.open(), input.location());
            ArrayReader images = file.array(ShardLayout.IMAGES)) {
          images.skipRows(shard.getFirstSample());
          return reading.from(images);
        }
      }
    };
  }
}
