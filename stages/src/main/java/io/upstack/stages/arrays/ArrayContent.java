package io.upstack.stages.arrays;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the elements of an array in little-endian byte order and in C order. It can be called
 * twice, and writes the same bytes each time.
 */
@FunctionalInterface
public interface ArrayContent {
  void writeTo(OutputStream output) throws IOException;
}
