package io.upstack.stages.shards;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.store.ShardName;
import io.upstack.stages.store.StoredObject;
import java.io.OutputStream;
import java.util.List;

/**
 * The objects that a stage makes, one per shard. They are npz files whose size follows from the
 * number of samples, so a listing shows which shards are done, and which ones were done before the
 * run grew.
 *
 * @param stage base, upsample, features or reference
 * @param directory the directory of the objects, such as {@code samples}
 * @param arrays the arrays of each object
 */
public record ShardLayout(String stage, String directory, List<ArrayLayout> arrays) {
  /** The name of the stage that measures samples. */
  public static final String FEATURES = "features";

  /** The name of the stage that computes the features of the reference. */
  public static final String REFERENCE = "reference";

  /** The name of the images in an npz, uint8 [n, H, W, 3], as numpy.savez names them. */
  public static final String IMAGES = "arr_0";

  /** The name of the labels in an npz, int64 [n]. */
  public static final String LABELS = "arr_1";

  public ShardLayout {
    arrays = List.copyOf(arrays);
  }

  /**
   * Returns the layout of RGB images that are {@code size} pixels on a side, with or without
   * labels.
   */
  public static ShardLayout ofImages(String stage, String directory, int size, Labelled labelled) {
    ArrayLayout images =
        new ArrayLayout(IMAGES, ElementType.UINT8, List.of((long) size, (long) size, 3L));
    ArrayLayout labels = new ArrayLayout(LABELS, ElementType.INT64, List.of());
    return new ShardLayout(
        stage, directory, labelled == Labelled.YES ? List.of(images, labels) : List.of(images));
  }

  /** Whether images come with labels. */
  public enum Labelled {
    YES,
    NO;

    public static Labelled of(boolean labelled) {
      return labelled ? YES : NO;
    }
  }

  /** Returns whether each image comes with a label. */
  public boolean isLabelled() {
    return arrays.stream().anyMatch(array -> array.name().equals(LABELS));
  }

  public String objectName(Shard shard) {
    return new ShardName(directory, shard.getIndex()).name();
  }

  /** Returns whether this object holds all samples of the shard. */
  public boolean isComplete(StoredObject object, Shard shard) {
    return object.size() == objectSize(shard.getSamples());
  }

  /** Returns the size in bytes of the object of a shard with the given number of samples. */
  public long objectSize(int samples) {
    return NpzWriter.size(
        arrays.stream()
            .map(
                array ->
                    new NamedArray(
                        array.name(), array.type(), array.shape(samples), ShardLayout::none))
            .toList());
  }

  private static void none(OutputStream output) {
    throw new IllegalStateException("the size of an object takes no content");
  }
}
