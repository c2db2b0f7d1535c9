package io.upstack.runners.cluster;

import io.upstack.runners.commands.ClusterRequest;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.Work;
import io.upstack.runners.remote.ClusterOverview;
import io.upstack.runners.remote.FlinkAddress;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** {@code upstack cluster}: a Flink cluster of processes on this machine. */
public final class ClusterWork implements Work<ClusterRequest> {
  @Override
  public ExitStatus perform(ClusterRequest request, PrintWriter output) throws Exception {
    ClusterDirectory directory = new ClusterDirectory(request.directory());
    LocalProcesses cluster = new LocalProcesses(directory);
    if (request instanceof ClusterRequest.Start start) {
      LocalProcesses.Started started = cluster.start(size(start), start.settings());
      if (started.again() > 0) {
        output.printf("%d TaskManagers that had died are started again%n", started.again());
      }
      output.printf(
          "%d TaskManagers, %d slots each: --flink-master=%s%n",
          started.size().taskManagers(), started.size().slots(), started.address());
      return ExitStatus.DONE;
    }
    if (request instanceof ClusterRequest.Stop) {
      int ended = cluster.stop();
      output.println(
          ended == 0
              ? "no cluster runs in %s".formatted(directory.root())
              : "%d processes ended; their logs are in %s/log".formatted(ended, directory.root()));
      return ExitStatus.DONE;
    }
    return status(cluster, directory, output);
  }

  private static ClusterSize size(ClusterRequest.Start start) {
    Problems problems = new Problems();
    ClusterSize.check("--task-managers", start.taskManagers(), problems);
    ClusterSize.check("--slots", start.slots(), problems);
    FlinkSettings.check(start.settings(), problems);
    problems.throwIfAny("the command line");
    return new ClusterSize(start.taskManagers(), start.slots());
  }

  /**
   * Prints the state of the cluster. The status is {@link ExitStatus#DONE} if all its processes run
   * and it answers.
   */
  private static ExitStatus status(
      LocalProcesses cluster, ClusterDirectory directory, PrintWriter output) throws IOException {
    List<ProcessState> states = cluster.states();
    if (states.isEmpty()) {
      output.printf("no cluster runs in %s%n", directory.root());
      return ExitStatus.FAILED;
    }
    for (ProcessState state : states) {
      boolean runs = state.life() == ProcessState.Life.RUNNING;
      output.printf("%-15s process %-8d %s%n", state.name(), state.pid(), runs ? "runs" : "dead");
    }
    Optional<String> address = cluster.address();
    boolean answers = address.isPresent() && answers(FlinkAddress.parse(address.get()), output);
    boolean allRun = states.stream().allMatch(state -> state.life() == ProcessState.Life.RUNNING);
    return answers && allRun ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private static boolean answers(FlinkAddress address, PrintWriter output) throws IOException {
    try (FlinkSession session = FlinkSession.open(address)) {
      ClusterOverview overview = session.overview();
      output.printf(
          "%s: Flink %s, %d TaskManagers, %d of %d slots free%n",
          address,
          overview.version(),
          overview.taskManagers(),
          overview.freeSlots(),
          overview.slots());
      return true;
    } catch (InvalidInputException e) {
      output.printf("%s: does not answer%n", address);
      return false;
    }
  }
}
