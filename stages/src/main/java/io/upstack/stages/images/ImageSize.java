package io.upstack.stages.images;

/** In pixels. */
public record ImageSize(int height, int width) {
  @Override
  public String toString() {
    return height + "x" + width;
  }
}
