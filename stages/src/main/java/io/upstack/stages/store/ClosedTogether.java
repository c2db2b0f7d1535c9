package io.upstack.stages.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Resources that are closed together, in reverse order. Each is closed even if others throw: the
 * first exception is thrown at the end, and the others are suppressed in it.
 *
 * <pre>{@code
 * try (ClosedTogether opened = new ClosedTogether()) {
 *   ObjectStore store = opened.add(ObjectStores.open(location));
 *   ...
 *   return new Work(store, opened.release());
 * }
 * }</pre>
 */
public final class ClosedTogether implements AutoCloseable {
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  /** Adds a resource and returns it. */
  public <T extends AutoCloseable> T add(T resource) {
    resources.push(resource);
    return resource;
  }

  /**
   * Hands over the resources. After this call, closing this object closes nothing, and closing the
   * returned object closes them.
   */
  public ClosedTogether release() {
    ClosedTogether released = new ClosedTogether();
    released.resources.addAll(resources);
    resources.clear();
    return released;
  }

  /**
   * Closes all resources. Closing again closes nothing.
   *
   * @throws IOException if a resource throws one; anything else is thrown as it is, except checked
   *     exceptions, which become the cause of an IllegalStateException
   */
  @Override
  public void close() throws IOException {
    Throwable first = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Throwable thrown) {
        if (first == null) {
          first = thrown;
        } else if (first != thrown) {
          first.addSuppressed(thrown);
        }
      }
    }
    if (first != null) {
      rethrow(first);
    }
  }

  private static void rethrow(Throwable thrown) throws IOException {
    if (thrown instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (thrown instanceof IOException exception) {
      throw exception;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException("a resource could not be released", thrown);
  }
}
