package io.upstack.stages.progress;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The listener of this process. Functions of a pipeline are serialized and can't hold one, so they
 * find it here.
 */
public final class ProgressHub {
  private static final ProgressListener SILENT = (stage, samples) -> {};
  private static final AtomicReference<ProgressListener> current = new AtomicReference<>(SILENT);

  private ProgressHub() {}

  /** Returns a listener that passes progress on to the listener that is current at the time. */
  public static ProgressListener listener() {
    return (stage, samples) -> current.get().samplesDone(stage, samples);
  }

  public static void listenWith(ProgressListener listener) {
    current.set(listener);
  }

  public static void stopListening() {
    current.set(SILENT);
  }
}
