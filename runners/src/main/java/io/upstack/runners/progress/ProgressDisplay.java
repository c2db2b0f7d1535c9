package io.upstack.runners.progress;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.upstack.stages.problems.PrintableStream;
import io.upstack.stages.progress.ProgressListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * Shows the progress of a run until it is closed. Safe for use by many threads.
 *
 * <p>On a terminal it keeps one line up to date; elsewhere it adds a line every ten seconds. The
 * launcher sets the system property {@code upstack.terminal.columns} if there is a terminal.
 */
public final class ProgressDisplay implements ProgressListener, AutoCloseable {
  /** What is reported within this time is the result of one look at a cluster. */
  private static final long MOMENT = Duration.ofMillis(100).toNanos();

  private static final String COLUMNS = "upstack.terminal.columns";

  private final ImmutableMap<String, StageProgress> stages;
  private final ProgressOutput output;
  private final LongSupplier nanoClock;
  private long lastReport;
  private long lastMoment;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("upstack-progress").setDaemon(true).build());

  ProgressDisplay(List<StageGoal> goals, ProgressOutput output, LongSupplier nanoClock) {
    this.stages =
        goals.stream()
            .collect(toImmutableMap(StageGoal::stage, goal -> new StageProgress(goal, nanoClock)));
    this.output = output;
    this.nanoClock = nanoClock;
    this.lastReport = nanoClock.getAsLong();
    this.lastMoment = lastReport;
  }

  /** Starts to show progress on standard error. Rates are counted from now. */
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
    progress.add(samples, momentBefore());
  }

  /** Returns the time of the last report that was not a part of the present one. */
  private synchronized long momentBefore() {
    long now = nanoClock.getAsLong();
    if (now - lastReport > MOMENT) {
      lastMoment = lastReport;
    }
    lastReport = now;
    return lastMoment;
  }

  /**
   * Marks all goals as reached. Another process that works on the same output may have done a part
   * of the work, which this process does not see.
   */
  public void complete() {
    stages.values().forEach(StageProgress::complete);
  }

  synchronized void show() {
    output.show(line());
  }

  /** Shows the final progress. */
  @Override
  public synchronized void close() {
    if (!scheduler.isShutdown()) {
      scheduler.shutdown();
      output.finish(line());
    }
  }

  private String line() {
    return ProgressLine.of(
        stages.values().stream().map(StageProgress::status).toList(), output.columns());
  }
}
