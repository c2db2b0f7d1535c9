package io.upstack.stages.images;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * RGB images of one size in a fixed order, which are samples or a reference. Many threads can use a
 * set at once.
 */
public interface ImageSet {
  /** Returns the location as the user named it. */
  String location();

  /** Returns the number of images. */
  long images();

  ImageSize size();

  /** Returns the label of every image, if the images have labels. */
  Optional<int[]> labels() throws IOException;

  /**
   * Returns the SHA-256 of the content in lower-case hexadecimal, which does not depend on the
   * location.
   */
  String sha256() throws IOException;

  /**
   * Opens the images for reading.
   *
   * @param first the index of the image to begin with
   */
  ImageReader open(long first) throws IOException;

  /**
   * Returns these images in a form that reads each file only while it has its current content.
   *
   * @throws IOException if a file cannot be read
   */
  ImageSet pinned() throws IOException;

  /**
   * Checks that the files of some images are unchanged, once they have been read. It does nothing
   * for images that are not {@link #pinned}.
   *
   * @throws io.upstack.stages.store.ChangedInputException naming a file whose content has changed
   */
  void requireUnchanged(long first, long count) throws IOException;

  /** Returns the name of an image for messages. */
  default String describe(long index) {
    return "image %d of %s".formatted(index, location());
  }

  /** Returns what a user should know about arrays that are skipped. */
  default List<String> remarks() {
    return List.of();
  }

  /**
   * Returns the names of pictures that do not decode and were left out, if leaving them out was
   * requested.
   */
  default List<String> leftOut() {
    return List.of();
  }
}
