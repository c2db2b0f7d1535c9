package io.upstack.stages.images;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * An npz of images in the layout of guided-diffusion, with arr_0 uint8 [N, H, W, 3], and arr_1
 * labels or none. An arr_1 that does not have one integer for each image is ignored.
 */
public final class NpzImages implements ImageSet {
  private static final int DIMENSIONS = 4;
  private static final long CHANNELS = 3;
  private static final long MOST_IMAGES = 100_000_000;

  private final InputFile file;
  private final long images;
  private final ImageSize size;
  private final NpzLabels labels;
  private final IdleReaders idle;

  private NpzImages(
      InputFile file, long images, ImageSize size, NpzLabels labels, IdleReaders idle) {
    this.file = file;
    this.images = images;
    this.size = size;
    this.labels = labels;
    this.idle = idle;
  }

  /**
   * Opens an npz by reading the headers of its arrays.
   *
   * @throws IOException naming the file and what it lacks
   */
  public static NpzImages inspect(InputFile file) throws IOException {
    return inspect(file, new IdleReaders());
  }

  static NpzImages inspect(InputFile file, IdleReaders idle) throws IOException {
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
      if (!ImageSize.isUsable(shape.get(1), shape.get(2))) {
        throw new IOException(
            "%s has images of %dx%d pixels, expected %s"
                .formatted(file.location(), shape.get(1), shape.get(2), ImageSize.USABLE));
      }
      ImageSize size = new ImageSize(Math.toIntExact(shape.get(1)), Math.toIntExact(shape.get(2)));
      requireNumber(file.location(), shape.get(0));
      NpzLabels labels = NpzLabels.read(npz, file.location(), shape.get(0));
      return new NpzImages(file, shape.get(0), size, labels, idle);
    }
  }

  /**
   * Requires a limited number of images, because labels and other lists with an entry for each
   * image are held in memory.
   */
  static void requireNumber(String location, long images) throws IOException {
    if (images > MOST_IMAGES) {
      throw new IOException(
          "%s has %d images, expected at most %d".formatted(location, images, MOST_IMAGES));
    }
  }

  @Override
  public String location() {
    return file.location();
  }

  @Override
  public long images() {
    return images;
  }

  @Override
  public ImageSize size() {
    return size;
  }

  @Override
  public Optional<int[]> labels() {
    return labels.labels().map(int[]::clone);
  }

  @Override
  public List<String> remarks() {
    return labels.remark().map(List::of).orElseGet(List::of);
  }

  /** Returns the file that the images are read from. */
  public InputFile file() {
    return file;
  }

  @Override
  public String sha256() throws IOException {
    return file.sha256();
  }

  @Override
  public NpzImages pinned() throws IOException {
    return inspect(file.pinned(file.sha256()), idle);
  }

  @Override
  public void requireUnchanged(long first, long count) throws IOException {
    file.requireUnchanged();
  }

  @Override
  public ImageReader open(long first) throws IOException {
    Optional<NpzReader> waiting = idle.take(this, first);
    NpzReader reader =
        waiting.isPresent() ? waiting.get() : NpzReader.open(file.open(), location());
    try {
      reader.skip(first - reader.position());
      return new LentReader(reader, () -> idle.put(this, reader));
    } catch (Throwable e) {
      reader.close();
      throw e;
    }
  }
}
