package io.upstack.stages.evaluate;

import io.upstack.proto.FeatureOrder;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSets;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.images.UndecodableImages;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.store.ChangedInputException;
import io.upstack.stages.store.InputFile;
import java.io.IOException;

/**
 * The reference that samples are compared with, which is any images or an npz in OpenAI's layout.
 *
 * @param images the images that precision and recall use
 * @param statistics the statistics that an npz holds, which replace those of the images
 */
public record ReferenceBatch(ImageSet images, StoredStatistics statistics) {
  /**
   * Opens a reference and reads everything but the images, which are {@link ImageSet#pinned}.
   *
   * @throws IOException naming what can't be used: see {@link ImageSets#open}
   * @throws io.upstack.stages.metrics.MetricsException if the statistics are not valid
   */
  public static ReferenceBatch open(String location, UndecodableImages undecodable)
      throws IOException {
    return of(location, ImageSets.open(location, undecodable));
  }

  /**
   * Opens the reference that an order names, as a worker does.
   *
   * @throws ChangedInputException if its images are not those that the order names
   */
  public static ReferenceBatch reopen(FeatureOrder order) throws IOException {
    ImageSize size = new ImageSize(order.getHeight(), order.getWidth());
    ImageSet images =
        ImageSets.reopen(order.getImages(), size, order.getImagesLeftOutList()).pinned();
    String found = images.sha256();
    if (!found.equals(order.getImagesSha256())) {
      throw new ChangedInputException(order.getImages(), order.getImagesSha256(), found);
    }
    return of(order.getImages(), images);
  }

  private static ReferenceBatch of(String location, ImageSet images) throws IOException {
    if (ImageSets.directory(location).isPresent()) {
      return new ReferenceBatch(images, StoredStatistics.none());
    }
    InputFile file = InputFile.of(location).pinned(images.sha256());
    try (NpzFile npz = NpzFile.open(file.open(), file.location())) {
      StoredStatistics statistics = StoredStatistics.read(npz, file.location());
      file.requireUnchanged();
      return new ReferenceBatch(images, statistics);
    }
  }

  public boolean hasStoredStatistics() {
    return statistics.pool().isPresent();
  }
}
