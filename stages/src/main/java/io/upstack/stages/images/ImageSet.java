package io.upstack.stages.images;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * RGB images of one size, in a fixed order: samples or a reference. Safe for use by many threads.
 */
public interface ImageSet {
  /** As the user named it. */
  String location();

  /** How many. */
  long images();

  ImageSize size();

  /** The label of every image, if they have any. */
  Optional<int[]> labels() throws IOException;

  /** Lower-case hexadecimal SHA-256 of the content, the same wherever it stands. */
  String sha256() throws IOException;

  /**
   * Opens the images for reading.
   *
   * @param first index of the image to begin with
   */
  ImageReader open(long first) throws IOException;

  /**
   * These images, each file of which is read only while it has the content that it has now.
   *
   * @throws IOException if one cannot be read
   */
  ImageSet pinned() throws IOException;

  /**
   * Looks at the files of some images once they have been read. Does nothing for images that are
   * not {@link #pinned}.
   *
   * @throws io.upstack.stages.store.ChangedInputException naming a file whose content is another
   */
  void requireUnchanged(long first, long count) throws IOException;

  /** What messages call an image. */
  default String describe(long index) {
    return "image %d of %s".formatted(index, location());
  }

  /** What a user should know about arrays that are passed over. */
  default List<String> remarks() {
    return List.of();
  }

  /** Names of pictures that do not decode and are none of the images, if that was asked for. */
  default List<String> leftOut() {
    return List.of();
  }
}
