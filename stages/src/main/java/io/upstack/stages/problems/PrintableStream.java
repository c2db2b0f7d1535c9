package io.upstack.stages.problems;

import java.io.PrintStream;

/**
 * Escapes printed text as {@link Printable#lines} does. Loggers print to it, because parts of their
 * messages come from files, and engines log the failures of a job unescaped.
 */
public final class PrintableStream extends PrintStream {
  private final PrintStream sink;

  /**
   * @param sink the stream that receives the text; bytes that are written to this stream are passed
   *     to it unchanged
   */
  public PrintableStream(PrintStream sink) {
    super(sink, true);
    this.sink = sink;
  }

  /** Returns the stream without escapes, for code that draws on a terminal. */
  public static PrintStream unescaped(PrintStream stream) {
    return stream instanceof PrintableStream printable ? printable.sink : stream;
  }

  @Override
  public void print(String text) {
    // The sink applies its own encoding.
    sink.print(Printable.lines(String.valueOf(text)));
  }

  @Override
  public void print(char[] text) {
    print(String.valueOf(text));
  }

  @Override
  public void print(Object object) {
    print(String.valueOf(object));
  }
}
