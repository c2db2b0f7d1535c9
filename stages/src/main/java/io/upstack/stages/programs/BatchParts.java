package io.upstack.stages.programs;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many samples of a micro-batch go through a program at once: all, until they do not fit into
 * the device's memory, and from then on half as many. One for each shard, used by one thread.
 *
 * <p>Samples do not depend on those beside them, but for the last bits: that of one part and that
 * of another size agree within a grey level.
 */
public final class BatchParts {
  private static final Logger logger = LoggerFactory.getLogger(BatchParts.class);

  private int largest = Integer.MAX_VALUE;
  private int halvings;

  /** What is done with the samples from {@code first} to before {@code end}. */
  @FunctionalInterface
  public interface Part<T> {
    T run(int first, int end);
  }

  /**
   * Runs all samples of a micro-batch, in their order. A part that does not fit is halved; what was
   * done before it stands.
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

  /** How often a part did not fit. */
  public int halvings() {
    return halvings;
  }
}
