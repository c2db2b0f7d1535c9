package io.upstack.runners.progress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps the lines that a display showed. */
final class RecordedOutput implements ProgressOutput {
  private final List<String> lines = new ArrayList<>();
  private final List<String> lastLines = new ArrayList<>();

  List<String> lines() {
    return List.copyOf(lines);
  }

  List<String> lastLines() {
    return List.copyOf(lastLines);
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(1);
  }

  @Override
  public int columns() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void show(String line) {
    lines.add(line);
  }

  @Override
  public void finish(String line) {
    lastLines.add(line);
  }
}
