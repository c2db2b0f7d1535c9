package io.upstack.stages.images;

import java.io.IOException;

/** Images that are a part of a larger set. */
record ImagePart(long images, Opening opening) {
  static ImagePart of(ImageSet set) {
    return new ImagePart(set.images(), set::open);
  }

  ImageReader open(long first) throws IOException {
    return opening.open(first);
  }

  /** Opens the images at one of them, counted from the first of the part. */
  @FunctionalInterface
  interface Opening {
    ImageReader open(long first) throws IOException;
  }
}
