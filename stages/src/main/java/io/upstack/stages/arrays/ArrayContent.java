package io.upstack.stages.arrays;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the elements of an array, little-endian and in C order. May be called twice, and writes
 * the same bytes each time.
 */
@FunctionalInterface
public interface ArrayContent {
  void writeTo(OutputStream output) throws IOException;
}
