package io.upstack.stages.plan;

import java.io.IOException;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds by trial how many samples should go through the networks together. It tries powers of two
 * until the memory is not sufficient or more samples at once are no faster.
 */
public final class MicroBatchSearch {
  private static final Logger logger = LoggerFactory.getLogger(MicroBatchSearch.class);

  /** No existing device gets faster beyond this size. */
  private static final int LARGEST = 512;

  /** A size whose speed does not grow by more than this factor is not worth its memory. */
  private static final double MARGIN = 1.05;

  private static final int DOUBLINGS_WITHOUT_GAIN = 2;

  private MicroBatchSearch() {}

  /** Takes one micro-batch through all stages. */
  @FunctionalInterface
  public interface Trial {
    /** Returns the speed, or nothing if the micro-batch does not fit into memory. */
    OptionalDouble samplesPerSecond(int batchSize) throws IOException;
  }

  /**
   * Returns the smallest size that is as fast as any, within five percent. It leaves memory to
   * spare.
   *
   * @param most total number of samples
   * @param shardSize a multiple of the size, or 0 for any size
   * @throws IllegalStateException if not even one sample fits
   */
  public static int find(long most, int shardSize, Trial trial) throws IOException {
    int best = 0;
    double fastest = 0;
    int withoutGain = 0;
    for (int size = 1; isCandidate(size, most, shardSize); size *= 2) {
      OptionalDouble speed = trial.samplesPerSecond(size);
      if (speed.isEmpty()) {
        logger.info("batch_size {}: does not fit into memory", size);
        break;
      }
      logger.info("batch_size {}: {} samples/s", size, "%.2f".formatted(speed.getAsDouble()));
      if (speed.getAsDouble() > fastest * MARGIN) {
        best = size;
        fastest = speed.getAsDouble();
        withoutGain = 0;
      } else if (++withoutGain == DOUBLINGS_WITHOUT_GAIN) {
        break;
      }
    }
    if (best == 0) {
      throw new IllegalStateException("not even a micro-batch of one sample fits into memory");
    }
    logger.info("batch_size {} is taken, and recorded with the run", best);
    return best;
  }

  private static boolean isCandidate(int size, long most, int shardSize) {
    return size == 1 || (size <= LARGEST && size <= most && shardSize % size == 0);
  }
}
