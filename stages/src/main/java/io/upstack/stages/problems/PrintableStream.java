package io.upstack.stages.problems;

import java.io.PrintStream;

/**
 * Escapes what is printed as text, as {@link Printable#lines} does. Loggers print to it: their
 * lines have messages in them whose parts came from files, and engines log what failed in a job as
 * it is.
 */
public final class PrintableStream extends PrintStream {
  private final PrintStream sink;

  /**
   * @param sink where the text goes; what is written to this stream as bytes goes there as it is
   */
  public PrintableStream(PrintStream sink) {
    super(sink, true);
    this.sink = sink;
  }

  /** The stream without escapes, for what draws on a terminal. */
  public static PrintStream unescaped(PrintStream stream) {
    return stream instanceof PrintableStream printable ? printable.sink : stream;
  }

  @Override
  public void print(String text) {
    // The sink knows its encoding.
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
