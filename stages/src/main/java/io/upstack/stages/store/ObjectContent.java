package io.upstack.stages.store;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the bytes of an object. Called once or more, and writes the same bytes each time. */
@FunctionalInterface
public interface ObjectContent {
  void writeTo(OutputStream output) throws IOException;
}
