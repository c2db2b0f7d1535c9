package io.upstack.runners.progress;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.upstack.stages.problems.PrintableStream;
import io.upstack.stages.progress.ProgressListener;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * Shows the progress of a run until it is closed. Safe for use by many threads.
 *
 * <p>On a terminal one line is kept up to date; elsewhere a line is added every ten seconds. The
 * launcher tells by the system property {@code upstack.terminal.columns} that there is a terminal.
 */
public final class ProgressDisplay implements ProgressListener, AutoCloseable {
  private static final String COLUMNS = "upstack.terminal.columns";

  private final ImmutableMap<String, StageProgress> stages;
  private final ProgressOutput output;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("upstack-progress").setDaemon(true).build());

  ProgressDisplay(List<StageGoal> goals, ProgressOutput output, LongSupplier nanoClock) {
    this.stages =
        goals.stream()
            .collect(toImmutableMap(StageGoal::stage, goal -> new StageProgress(goal, nanoClock)));
    this.output = output;
  }

  /** Begins to show, on standard error. Rates are counted from now. */
  public static ProgressDisplay start(List<StageGoal> goals) {
    ProgressDisplay display =
        new ProgressDisplay(
            goals, outputOn(PrintableStream.unescaped(System.err)), System::nanoTime);
    long interval = display.output.interval().toMillis();
    display.scheduler.scheduleAtFixedRate(display::show, interval, interval, MILLISECONDS);
    return display;
  }

  static ProgressOutput outputOn(PrintStream stream) {
    int columns = Integer.getInteger(COLUMNS, 0);
    return columns > 0 ? new TerminalOutput(stream, columns) : new LogOutput(stream);
  }

  @Override
  public void samplesDone(String stage, long samples) {
    StageProgress progress = stages.get(stage);
    if (progress == null) {
      throw new IllegalArgumentException(
          "stage %s: expected one of %s".formatted(stage, stages.keySet()));
    }
    progress.add(samples);
  }

  /**
   * All stages have reached their goals. Another process that is at work on the same output does a
   * part of it, of which this one does not hear.
   */
  public void complete() {
    stages.values().forEach(StageProgress::complete);
  }

  synchronized void show() {
    output.show(line());
  }

  /** Shows how far the run has come in the end. */
  @Override
  public synchronized void close() {
    if (!scheduler.isShutdown()) {
      scheduler.shutdown();
      output.finish(line());
    }
  }

  private String line() {
    return ProgressLine.of(stages.values().stream().map(StageProgress::status).toList());
  }
}
