package io.upstack.stages.zip;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the bytes of a member. It may be called twice, and writes the same bytes each time. */
@FunctionalInterface
public interface MemberContent {
  void writeTo(OutputStream output) throws IOException;
}
