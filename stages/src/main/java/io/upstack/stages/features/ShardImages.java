package io.upstack.stages.features;

import io.upstack.proto.Shard;
import io.upstack.stages.images.ImageReader;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.images.StoredImages;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where the images of a shard are. */
public interface ShardImages {
  /** Opens the shard's images at the first of them. */
  ImageReader open(Shard shard, ObjectStore store) throws IOException;

  /**
   * Looks at the shard's images once they have been read.
   *
   * @throws io.upstack.stages.store.ChangedInputException naming a file that is another by now
   */
  void requireUnchanged(Shard shard) throws IOException;

  /**
   * What messages call an image.
   *
   * @param image counted from the shard's first
   */
  String describe(Shard shard, int image);

  /** The images that an earlier stage left in the store. */
  static ShardImages ofStage(ShardLayout layout, ImageSize size) {
    return new ShardImages() {
      @Override
      public ImageReader open(Shard shard, ObjectStore store) throws IOException {
        return new StoredImages(store, layout, List.of(shard), size, Optional.empty()).open(0);
      }

      /** Objects of a store do not change. */
      @Override
      public void requireUnchanged(Shard shard) {}

      @Override
      public String describe(Shard shard, int image) {
        return "sample %d (image %d of %s)"
            .formatted(shard.getFirstSample() + image, image, layout.objectName(shard));
      }
    };
  }

  /** Images that a user named, cut into shards. */
  static ShardImages of(ImageSet images) {
    return new ShardImages() {
      @Override
      public ImageReader open(Shard shard, ObjectStore store) throws IOException {
        return images.open(shard.getFirstSample());
      }

      @Override
      public void requireUnchanged(Shard shard) throws IOException {
        images.requireUnchanged(shard.getFirstSample(), shard.getSamples());
      }

      @Override
      public String describe(Shard shard, int image) {
        return images.describe(shard.getFirstSample() + image);
      }
    };
  }
}
