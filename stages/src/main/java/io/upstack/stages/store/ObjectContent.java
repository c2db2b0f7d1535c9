package io.upstack.stages.store;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the bytes of an object. Called any number of times, also none where an object stands
 * already, and writes the same bytes each time. Need not close the stream.
 */
@FunctionalInterface
public interface ObjectContent {
  void writeTo(OutputStream output) throws IOException;
}
