package io.upstack.stages.evaluate;

import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSets;
import io.upstack.stages.images.UndecodableImages;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.store.InputFile;
import java.io.IOException;

/**
 * What samples are compared with: any images, or an npz in OpenAI's layout.
 *
 * @param images for precision and recall
 * @param statistics that came with them in an npz, which stand in for their own
 */
public record ReferenceBatch(ImageSet images, StoredStatistics statistics) {
  /**
   * Reads all but the images, which are {@link ImageSet#pinned}.
   *
   * @throws IOException naming what can't be used: see {@link ImageSets#open}
   * @throws io.upstack.stages.metrics.MetricsException if the statistics are no statistics
   */
  public static ReferenceBatch open(String location, UndecodableImages undecodable)
      throws IOException {
    ImageSet images = ImageSets.open(location, undecodable);
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
