package io.upstack.stages.zip;

import java.util.function.IntFunction;

/** Nowhere: for the size of an archive alone, without its content. */
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
