package io.upstack.runners.progress;

import java.io.PrintStream;
import java.time.Duration;

/** Writes each line over the previous one. */
final class TerminalOutput implements ProgressOutput {
  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";

  private final PrintStream output;
  private final int columns;

  TerminalOutput(PrintStream output, int columns) {
    this.output = output;
    this.columns = columns;
  }

  @Override
  public Duration interval() {
    return Duration.ofMillis(500);
  }

  /** A line that the terminal wraps cannot be written over. */
  @Override
  public int columns() {
    return columns - 1;
  }

  @Override
  public void show(String line) {
    String fitting = line.length() <= columns() ? line : line.substring(0, columns());
    output.print("\r" + fitting + CLEAR_TO_END_OF_LINE);
    output.flush();
  }

  @Override
  public void finish(String line) {
    show(line);
    output.println();
  }
}
