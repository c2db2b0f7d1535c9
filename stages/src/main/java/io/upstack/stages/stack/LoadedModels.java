package io.upstack.stages.stack;

import java.util.ArrayDeque;
import java.util.Deque;

/** Models in memory, which are released together, the last first. */
final class LoadedModels implements AutoCloseable {
  private final Deque<AutoCloseable> models = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T model) {
    models.push(model);
    return model;
  }

  /**
   * Releases all of them, also those after one that cannot be released.
   *
   * @throws IllegalStateException if one could not be
   */
  @Override
  public void close() {
    IllegalStateException failure = new IllegalStateException("a model could not be released");
    while (!models.isEmpty()) {
      try {
        models.pop().close();
      } catch (Throwable e) {
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) {
      failure.initCause(failure.getSuppressed()[0]);
      throw failure;
    }
  }

  /** Releases all of them because of a failure, which is what is to be thrown on. */
  void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
