package io.upstack.stages.evaluate;

import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.store.InputFile;
import java.io.IOException;

/**
 * What samples are compared with: an npz in OpenAI's layout.
 *
 * @param batch its images, for precision and recall
 * @param statistics that came with it, which stand in for those of its images
 */
public record ReferenceBatch(ImageBatch batch, StoredStatistics statistics) {
  /**
   * Reads all but the images.
   *
   * @throws IOException naming the file and what it lacks
   */
  public static ReferenceBatch read(InputFile file) throws IOException {
    ImageBatch batch = ImageBatch.inspect(file);
    try (NpzFile npz = NpzFile.open(file.open(), file.location())) {
      return new ReferenceBatch(batch, StoredStatistics.read(npz, file.location()));
    }
  }

  public boolean hasStoredStatistics() {
    return statistics.pool().isPresent();
  }
}
