package io.upstack.stages.zip;

import java.util.function.IntFunction;

/** Writes nothing. It serves to compute the size of an archive without its content. */
record MeasuringOutput() implements ArchiveOutput {
  @Override
  public void write(byte[] bytes) {}

  @Override
  public int writeMember(
      String name, long size, IntFunction<byte[]> header, MemberContent content) {
    return 0;
  }

  @Override
  public void flush() {}
}
