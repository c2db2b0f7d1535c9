package io.upstack.stages.stack;

import java.util.ArrayDeque;
import java.util.Deque;

/** Models in memory that are released together, in reverse order. */
final class LoadedModels implements AutoCloseable {
  private final Deque<AutoCloseable> models = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T model) {
    models.push(model);
    return model;
  }

  /**
   * Releases all models, including those after one that cannot be released.
   *
   * @throws IllegalStateException if a model could not be released
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

  /** Releases all models after a failure, which remains the exception to throw. */
  void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
