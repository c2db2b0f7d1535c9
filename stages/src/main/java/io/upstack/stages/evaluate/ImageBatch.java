package io.upstack.stages.evaluate;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An npz of images in the layout of guided-diffusion: arr_0 uint8 [N, H, W, 3], arr_1 labels or
 * none.
 *
 * @param images how many
 * @param labelled whether arr_1 holds an integer for each; another array of that name is no label
 */
public record ImageBatch(InputFile file, long images, ImageSize size, boolean labelled) {
  private static final int DIMENSIONS = 4;
  private static final long CHANNELS = 3;

  /**
   * Looks at the arrays' headers.
   *
   * @throws IOException naming the file and what it lacks
   */
  public static ImageBatch inspect(InputFile file) throws IOException {
    try (NpzFile npz = NpzFile.open(file.open(), file.location());
        ArrayReader images = npz.array(ShardLayout.IMAGES)) {
      List<Long> shape = images.shape();
      if (images.elementType() != ElementType.UINT8
          || shape.size() != DIMENSIONS
          || shape.get(DIMENSIONS - 1) != CHANNELS) {
        throw new IOException(
            "%s: %s is %s of shape %s, expected images: uint8 of shape [N, H, W, 3]"
                .formatted(file.location(), ShardLayout.IMAGES, images.elementType(), shape));
      }
      ImageSize size = new ImageSize(Math.toIntExact(shape.get(1)), Math.toIntExact(shape.get(2)));
      return new ImageBatch(file, shape.get(0), size, isLabelled(npz, shape.get(0)));
    }
  }

  private static boolean isLabelled(NpzFile npz, long images) throws IOException {
    if (!npz.contains(ShardLayout.LABELS)) {
      return false;
    }
    try (ArrayReader labels = npz.array(ShardLayout.LABELS)) {
      return !labels.elementType().isFloatingPoint() && labels.shape().equals(List.of(images));
    }
  }

  /** The label of every image, if there are any. */
  public Optional<int[]> labels() throws IOException {
    if (!labelled) {
      return Optional.empty();
    }
    try (NpzFile npz = NpzFile.open(file.open(), file.location());
        ArrayReader labels = npz.array(ShardLayout.LABELS)) {
      return Optional.of(Arrays.stream(labels.toLongs()).mapToInt(Math::toIntExact).toArray());
    }
  }
}
