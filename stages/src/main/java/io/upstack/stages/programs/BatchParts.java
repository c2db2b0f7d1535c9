package io.upstack.stages.programs;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how many samples of a micro-batch go through a program at once: all of them until they do
 * not fit into the device's memory, and from then on half as many. Each shard has its own instance,
 * which one thread uses.
 *
 * <p>A sample does not depend on the others in its part, except for its last bits: results from
 * parts of different sizes agree within one gray level.
 */
public final class BatchParts {
  private static final Logger logger = LoggerFactory.getLogger(BatchParts.class);

  private int largest = Integer.MAX_VALUE;
  private int halvings;

  /** Processes the samples from {@code first} to before {@code end}. */
  @FunctionalInterface
  public interface Part<T> {
    T run(int first, int end);
  }

  /**
   * Runs all samples of a micro-batch in order. A part that does not fit is halved. The results of
   * earlier parts are kept.
   *
   * @return the results of the parts
   * @throws DeviceMemoryException if a single sample does not fit
   */
  public <T> List<T> run(int samples, Part<T> part) {
    List<T> results = new ArrayList<>();
    int first = 0;
    while (first < samples) {
      int size = Math.min(largest, samples - first);
      try {
        results.add(part.run(first, first + size));
        first += size;
      } catch (DeviceMemoryException e) {
        halve(size, e);
      }
    }
    return results;
  }

  private void halve(int size, DeviceMemoryException cause) {
    if (size == 1) {
      throw cause.ofSingleSample();
    }
    largest = (size + 1) / 2;
    halvings++;
    logger.warn(
        "{}; going on with {} samples at once instead of {}", cause.getMessage(), largest, size);
  }

  /** Returns how often a part did not fit. */
  public int halvings() {
    return halvings;
  }
}
