package io.upstack.runners.cluster;

import static java.util.Locale.ROOT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process of a cluster, as its pid file describes it. A system can reuse a process id, so a
 * process belongs to the cluster only if it began at the time in the file.
 *
 * @param name jobmanager, or taskmanager-N
 * @param started the start of the process, in milliseconds since the epoch
 */
record ClusterProcess(String name, long pid, long started) {
  static final String JOB_MANAGER = "jobmanager";

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}) ([0-9]{1,18})\\s*");

  /**
   * The tolerance for start times. A system computes them from its own start, and its clock is
   * adjusted now and then.
   */
  private static final Duration TOLERANCE = Duration.ofSeconds(3);

  static ClusterProcess of(String name, ProcessHandle process) {
    return new ClusterProcess(name, process.pid(), startOf(process));
  }

  /** Reads a pid file; empty if the file has other content. */
  static Optional<ClusterProcess> read(String name, Path file) throws IOException {
    Matcher matcher = TEXT.matcher(Files.readString(file));
    return matcher.matches()
        ? Optional.of(
            new ClusterProcess(
                name, Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  String text() {
    return String.format(ROOT, "%d %d%n", pid, started);
  }

  boolean isJobManager() {
    return name.equals(JOB_MANAGER);
  }

  boolean isRunning() {
    return handle().isPresent();
  }

  /** Returns the process; empty if it has ended, even if another process has its id now. */
  Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> Math.abs(startOf(process) - started) <= TOLERANCE.toMillis());
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
