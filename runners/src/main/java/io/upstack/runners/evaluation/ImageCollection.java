package io.upstack.runners.evaluation;

import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.evaluate.ImageBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Images that stand in npz files, one after another.
 *
 * @param labels of each image, if all have one
 */
public record ImageCollection(List<Part> parts, Optional<int[]> labels) {
  public ImageCollection {
    parts = List.copyOf(parts);
  }

  /**
   * The images of one file.
   *
   * @param images how many
   */
  public record Part(int images, Opening file) {}

  /** Opens a file. */
  @FunctionalInterface
  public interface Opening {
    NpzFile open() throws IOException;
  }

  /** The images of these files, with labels if every file has them. */
  public static ImageCollection of(List<ImageBatch> batches) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (ImageBatch batch : batches) {
      parts.add(
          new Part(
              Math.toIntExact(batch.images()),
              () -> NpzFile.open(batch.file().open(), batch.file().location())));
    }
    return new ImageCollection(parts, labels(batches));
  }

  private static Optional<int[]> labels(List<ImageBatch> batches) throws IOException {
    if (!batches.stream().allMatch(ImageBatch::labelled)) {
      return Optional.empty();
    }
    IntStream.Builder labels = IntStream.builder();
    for (ImageBatch batch : batches) {
      IntStream.of(batch.labels().orElseThrow()).forEach(labels);
    }
    return Optional.of(labels.build().toArray());
  }

  int images() {
    return parts.stream().mapToInt(Part::images).sum();
  }
}
