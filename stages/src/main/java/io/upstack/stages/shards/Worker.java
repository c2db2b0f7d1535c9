package io.upstack.stages.shards;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/** The identity of the process that this code runs in. */
public final class Worker {
  /**
   * The system property that names a worker. The program that starts the workers sets it. If it is
   * absent, a worker has the name of its host.
   */
  public static final String LABEL = "upstack.worker";

  private Worker() {}

  /** Returns the host and the process, for messages. */
  public static String name() {
    return "%s process %d".formatted(host(), ProcessHandle.current().pid());
  }

  /**
   * Returns a name that no other process has, including later ones with the same host and number.
   */
  public static String process() {
    long started =
        ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return "%s started %d".formatted(name(), started);
  }

  /** Returns the name that the cluster uses for this worker, such as taskmanager-2. */
  public static String label() {
    return Optional.ofNullable(System.getProperty(LABEL)).orElseGet(Worker::host);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // The machine cannot resolve its own name.
      return "localhost";
    }
  }
}
