package io.upstack.stages.evaluate;

import io.upstack.stages.metrics.FeatureBatch;
import java.io.IOException;

/** Features of images, in order, a batch at a time. */
public interface FeatureSource {
  void forEach(Consumer consumer) throws IOException;

  /** Takes a batch. */
  @FunctionalInterface
  interface Consumer {
    void accept(FeatureBatch batch) throws IOException;
  }
}
