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

/** The source of the images of a shard. */
public interface ShardImages {
  /** Opens the shard's images at the first image. */
  ImageReader open(Shard shard, ObjectStore store) throws IOException;

  /**
   * Checks that the shard's images have not changed, once they have been read.
   *
   * @throws io.upstack.stages.store.ChangedInputException naming a file that has changed
   */
  void requireUnchanged(Shard shard) throws IOException;

  /**
   * Returns the name of an image for messages.
   *
   * @param image the number of the image, counted from the shard's first
   */
  String describe(Shard shard, int image);

  /** Returns the images that an earlier stage left in the store. */
  static ShardImages ofStage(ShardLayout layout, ImageSize size) {
    return new ShardImages() {
      @Override
      public ImageReader open(Shard shard, ObjectStore store) throws IOException {
        return new StoredImages(store, layout, List.of(shard), size, Optional.empty()).open(0);
      }

      /** Does nothing, because objects of a store do not change. */
      @Override
      public void requireUnchanged(Shard shard) {}

      @Override
      public String describe(Shard shard, int image) {
        return "sample %d (image %d of %s)"
            .formatted(shard.getFirstSample() + image, image, layout.objectName(shard));
      }
    };
  }

  /** Returns images that a user named, divided into shards. */
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
