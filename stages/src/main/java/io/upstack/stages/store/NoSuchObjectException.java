package io.upstack.stages.store;

import java.io.IOException;

/** Thrown when there is no object of this name under this root. */
public final class NoSuchObjectException extends IOException {
  private static final long serialVersionUID = 1L;

  public NoSuchObjectException(String root, String name) {
    super("no object '%s' in %s".formatted(name, root));
  }
}
