package io.upstack.runners.progress;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Writes each line below the last one, for logs and pipes. It skips a line that equals the last
 * one.
 */
final class LogOutput implements ProgressOutput {
  private final PrintStream output;
  private String lastLine = "";

  LogOutput(PrintStream output) {
    this.output = output;
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(10);
  }

  @Override
  public int columns() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void show(String line) {
    if (!line.equals(lastLine)) {
      output.println(line);
      lastLine = line;
    }
  }

  @Override
  public void finish(String line) {
    show(line);
  }
}
