package io.upstack.runners.cluster;

import io.upstack.runners.jobs.ClassPath;
import io.upstack.runners.remote.FlinkAddress;
import io.upstack.runners.remote.FlinkSession;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The start of a cluster, from its settings to the last TaskManager's registration. */
final class ClusterStart {
  /**
   * The longest wait for TaskManagers. A JVM takes seconds to start, and longer if many start at
   * once on few cores.
   */
  private static final Duration LONGEST = Duration.ofSeconds(90);

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final String CAUSE = "Caused by: ";
  private static final int ATTEMPTS = 3;

  private final ClusterDirectory directory;
  private final ClusterSize size;
  private final Map<String, String> settings;
  private final Ports ports;
  private final Path webInterface;
  private final List<ClusterProcess> processes = new ArrayList<>();

  ClusterStart(ClusterDirectory directory, ClusterSize size, Map<String, String> settings) {
    this(directory, size, settings, FreePort::hold, FlinkProcess.installedWebInterface());
  }

  ClusterStart(
      ClusterDirectory directory,
      ClusterSize size,
      Map<String, String> settings,
      Ports ports,
      Path webInterface) {
    this.directory = directory;
    this.size = size;
    this.settings = Map.copyOf(settings);
    this.ports = ports;
    this.webInterface = webInterface;
  }

  /** Provides ports that no process uses. */
  interface Ports {
    /** Holds a port, which no other process can take until the socket is closed. */
    ServerSocket hold() throws IOException;
  }

  /** Starts the cluster, with other ports if another process was faster to take one. */
  String run() throws IOException, InterruptedException {
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return attempt();
      } catch (IOException e) {
        if (!e.getMessage().contains(BindException.class.getName())) {
          throw e;
        }
        processes.clear();
      }
    }
    return attempt();
  }

  private String attempt() throws IOException, InterruptedException {
    int restPort;
    try (ServerSocket rpc = ports.hold();
        ServerSocket rest = ports.hold()) {
      restPort = rest.getLocalPort();
      directory.make(
          FlinkSettings.of(size, directory.temporary(), rpc.getLocalPort(), restPort)
              .and(settings));
    }
    try {
      FlinkProcess start = processStart();
      add(start.startJobManager());
      for (int number = 1; number <= size.taskManagers(); number++) {
        add(start.startTaskManager(number, size));
      }
      awaitTaskManagers(new FlinkAddress("localhost", restPort));
      return "localhost:" + restPort;
    } catch (IOException | InterruptedException | RuntimeException e) {
      new ClusterEnd(Duration.ofSeconds(5)).end(processes);
      directory.clear();
      throw e;
    }
  }

  /**
   * Restarts the TaskManagers of a cluster that have died, and waits until all have registered.
   *
   * @throws IOException if they do not come up; those that came up are ended again
   */
  void again(List<ClusterProcess> dead, FlinkAddress address)
      throws IOException, InterruptedException {
    try {
      FlinkProcess start = processStart();
      for (ClusterProcess process : dead) {
        add(start.startTaskManager(process.name(), size));
      }
      awaitTaskManagers(address);
    } catch (IOException | InterruptedException | RuntimeException e) {
      new ClusterEnd(Duration.ofSeconds(5)).end(processes);
      throw e;
    }
  }

  private FlinkProcess processStart() {
    return new FlinkProcess(directory, ClassPath.ofThisProcess().ofCluster(), webInterface);
  }

  private void add(ClusterProcess process) throws IOException {
    processes.add(process);
    directory.add(process);
  }

  private void awaitTaskManagers(FlinkAddress address) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    try (FlinkSession session = FlinkSession.open(address)) {
      int registered = 0;
      while (registered < size.taskManagers()) {
        checkAllRun();
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "%d of %d TaskManagers have registered within %d seconds; their logs are in %s"
                  .formatted(
                      registered,
                      size.taskManagers(),
                      LONGEST.toSeconds(),
                      directory.log("jobmanager").getParent()));
        }
        Thread.sleep(PAUSE.toMillis());
        registered = session.overviewIfUp().map(overview -> overview.taskManagers()).orElse(0);
      }
    }
  }

  private void checkAllRun() throws IOException {
    Optional<ClusterProcess> ended =
        processes.stream().filter(process -> !process.isRunning()).findFirst();
    if (ended.isPresent()) {
      String name = ended.get().name();
      throw new IOException(
          "%s has ended while it started: %s; its log is %s"
              .formatted(name, reason(directory.log(name)), directory.log(name)));
    }
  }

  /**
   * Returns the innermost cause in the log, or the last line. Missing classes do not count as
   * causes, because a process that is ending fails to find classes.
   */
  private static String reason(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
    return lines.stream()
        .filter(line -> line.startsWith(CAUSE))
        .filter(line -> !line.contains(ClassNotFoundException.class.getName()))
        .reduce((earlier, later) -> later)
        .map(line -> line.substring(CAUSE.length()))
        .orElse(lines.isEmpty() ? "its log is empty" : lines.get(lines.size() - 1));
  }
}
