package io.upstack.runners.cluster;

import io.upstack.runners.remote.FlinkAddress;
import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cluster of processes of a folder: started, looked at, stopped. */
public final class LocalProcesses {
  private final ClusterDirectory directory;

  public LocalProcesses(ClusterDirectory directory) {
    this.directory = directory;
  }

  /**
   * A cluster that runs.
   *
   * @param address {@code HOST:PORT} of its REST endpoint
   * @param again how many TaskManagers were started again; 0 for a new cluster
   */
  public record Started(String address, ClusterSize size, int again) {}

  /**
   * Starts a cluster, and waits until all TaskManagers have registered with the JobManager. If one
   * runs in the folder whose JobManager lives, those of its TaskManagers that have died are started
   * again, with the settings that the cluster has.
   *
   * @param size of a new cluster
   * @param settings of Flink, beside those that every cluster has
   * @throws io.upstack.stages.problems.InvalidInputException if one runs in the folder already, and
   *     can't be completed
   * @throws IOException if it does not come up; what came up is ended again
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

  /** Ends what runs and leaves nothing but the logs. Returns how many processes ran. */
  public int stop() throws IOException, InterruptedException {
    try (FileChannel held = lock()) {
      List<ClusterProcess> running = running();
      new ClusterEnd(Duration.ofSeconds(15)).end(running);
      directory.clear();
      return running.size();
    }
  }

  /** Each process that was started and not stopped. */
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
