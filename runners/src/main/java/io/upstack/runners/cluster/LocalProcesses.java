package io.upstack.runners.cluster;

import io.upstack.runners.remote.FlinkAddress;
import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts, inspects and stops the cluster of processes of a folder. */
public final class LocalProcesses {
  private final ClusterDirectory directory;

  public LocalProcesses(ClusterDirectory directory) {
    this.directory = directory;
  }

  /**
   * A running cluster.
   *
   * @param address the {@code HOST:PORT} of its REST endpoint
   * @param again how many TaskManagers were started again; 0 for a new cluster
   */
  public record Started(String address, ClusterSize size, int again) {}

  /**
   * Starts a cluster, and waits until all TaskManagers have registered with the JobManager. If the
   * folder already has a cluster whose JobManager lives, its dead TaskManagers are started again
   * instead, with the cluster's existing settings.
   *
   * @param size the size of a new cluster
   * @param settings the settings of Flink in addition to those that every cluster has
   * @throws io.upstack.stages.problems.InvalidInputException if the folder already has a running
   *     cluster that cannot be completed
   * @throws IOException if the cluster does not come up; the processes that came up are ended again
   */
  public Started start(ClusterSize size, Map<String, String> settings)
      throws IOException, InterruptedException {
    try (FileChannel held = lock()) {
      List<ClusterProcess> running = running();
      List<ClusterProcess> dead =
          directory.processes().stream().filter(process -> !process.isRunning()).toList();
      boolean canBeCompleted =
          running.stream().anyMatch(ClusterProcess::isJobManager) && !dead.isEmpty();
      if (canBeCompleted) {
        ClusterSize existing =
            new ClusterSize(directory.processes().size() - 1, directory.slots().orElseThrow());
        FlinkAddress address = FlinkAddress.parse(directory.address().orElseThrow());
        new ClusterStart(directory, existing, Map.of()).again(dead, address);
        return new Started(address.toString(), existing, dead.size());
      }
      if (!running.isEmpty()) {
        throw invalid(
            "%s runs in it already, and a folder holds one cluster; end it with: %s"
                .formatted(names(running), stopCommand()));
      }
      directory.clear();
      return new Started(new ClusterStart(directory, size, settings).run(), size, 0);
    }
  }

  /**
   * Ends the running processes and removes all files but the logs. Returns how many processes ran.
   */
  public int stop() throws IOException, InterruptedException {
    try (FileChannel held = lock()) {
      List<ClusterProcess> running = running();
      new ClusterEnd(Duration.ofSeconds(15)).end(running);
      directory.clear();
      return running.size();
    }
  }

  /** Returns the state of each process that was started and not stopped. */
  public List<ProcessState> states() throws IOException {
    return directory.processes().stream()
        .map(
            process ->
                new ProcessState(process.name(), process.pid(), ProcessState.Life.of(process)))
        .toList();
  }

  public Optional<String> address() throws IOException {
    return directory.address();
  }

  private List<ClusterProcess> running() throws IOException {
    return directory.processes().stream().filter(ClusterProcess::isRunning).toList();
  }

  private FileChannel lock() throws IOException {
    return directory
        .lock()
        .orElseThrow(
            () -> invalid("another process starts or stops the cluster in it at this moment"));
  }

  private InvalidInputException invalid(String problem) {
    return InvalidInputException.of("the cluster's folder", directory.root().toString(), problem);
  }

  private String stopCommand() {
    return "./upstack cluster stop --dir=" + directory.root();
  }

  private static String names(List<ClusterProcess> processes) {
    return String.join(
        ", ",
        processes.stream()
            .map(process -> "%s (process %d)".formatted(process.name(), process.pid()))
            .toList());
  }
}
