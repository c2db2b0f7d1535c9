package io.upstack.stages.shards;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/** Where this is. */
public final class Worker {
  /** System property by which whoever starts workers names them; absent for their hosts' names. */
  public static final String LABEL = "upstack.worker";

  private Worker() {}

  /** Host and process, for messages. */
  public static String name() {
    return "%s process %d".formatted(host(), ProcessHandle.current().pid());
  }

  /** Tells this process from all others, also from a later one of the same host and number. */
  public static String process() {
    long started =
        ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return "%s started %d".formatted(name(), started);
  }

  /** What its cluster calls it, such as taskmanager-2. */
  public static String label() {
    return Optional.ofNullable(System.getProperty(LABEL)).orElseGet(Worker::host);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A machine whose own name resolves to nothing.
      return "localhost";
    }
  }
}
