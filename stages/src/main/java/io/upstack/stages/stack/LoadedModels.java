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

  @Override
  public void close() {
    while (!models.isEmpty()) {
      closeQuietly(models.pop());
    }
  }

  private static void closeQuietly(AutoCloseable model) {
    try {
      model.close();
    } catch (Exception e) {
      throw new IllegalStateException("a model could not be released", e);
    }
  }
}
