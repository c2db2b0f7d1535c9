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
 * A process of a cluster, as its pid file tells. A process id is given again after its process has
 * ended: it is the cluster's only if it began when the file says.
 *
 * @param name jobmanager, or taskmanager-N
 * @param started milliseconds of the epoch
 */
record ClusterProcess(String name, long pid, long started) {
  static final String JOB_MANAGER = "jobmanager";

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}) ([0-9]{1,18})\\s*");

  /** A system tells starts by the time since its own, whose clock is put right now and then. */
  private static final Duration TOLERANCE = Duration.ofSeconds(3);

  static ClusterProcess of(String name, ProcessHandle process) {
    return new ClusterProcess(name, process.pid(), startOf(process));
  }

  /** Empty if the file has something else in it. */
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

  /** Empty if it has ended, whoever has its id now. */
  Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> Math.abs(startOf(process) - started) <= TOLERANCE.toMillis());
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
