package io.upstack.stages.store;

import java.io.IOException;

/** Thrown when everything that the cache has room for is in use. */
final class CacheFullException extends IOException {
  private static final long serialVersionUID = 1L;

  CacheFullException(String message) {
    super(message);
  }
}
