package io.upstack.stages.images;

import java.io.IOException;

/** Images that stand beside others of their set. */
record ImagePart(long images, Opening opening) {
  static ImagePart of(ImageSet set) {
    return new ImagePart(set.images(), set::open);
  }

  ImageReader open(long first) throws IOException {
    return opening.open(first);
  }

  /** Opens them at one of them, counted from their own first. */
  @FunctionalInterface
  interface Opening {
    ImageReader open(long first) throws IOException;
  }
}
