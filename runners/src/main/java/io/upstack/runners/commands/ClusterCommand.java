package io.upstack.runners.commands;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command for a Flink cluster of processes on this machine. */
@Command(
    name = "cluster",
    sortOptions = false,
    sortSynopsis = false,
    synopsisSubcommandLabel = "start|status|stop",
    header = "Start and stop a Flink cluster of processes on this machine.",
    description = {
      "",
      "Runs a JobManager and TaskManagers on loopback, to try what 'run --runner=flink' "
          + "does on a cluster of your own. Their logs and pid files are in one folder.",
      ""
    })
public final class ClusterCommand implements Subcommand {
  private final Work<ClusterRequest> work;

  @Spec private CommandSpec command;

  public ClusterCommand(Work<ClusterRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() {
    throw new ParameterException(command.commandLine(), "expected start, status or stop");
  }

  @Command(
      name = "start",
      header = "Start a cluster; returns when all TaskManagers are there.",
      description = {
        "",
        "In the folder of a cluster that runs, it starts TaskManagers again that have died, with "
            + "the number, slots and settings that the cluster has.",
        ""
      })
  int start(
      @Mixin ClusterDirectoryOption directory,
      @Option(
              names = "--task-managers",
              paramLabel = "N",
              defaultValue = "2",
              description = "How many TaskManagers; ${DEFAULT-VALUE} by default.")
          int taskManagers,
      @Option(
              names = "--slots",
              paramLabel = "N",
              defaultValue = "1",
              description =
                  "Shards that each TaskManager works on at once; ${DEFAULT-VALUE} by default.")
          int slots,
      @Option(
              names = "-D",
              paramLabel = "KEY=VALUE",
              description =
                  "A setting of Flink, such as metrics.latency.interval=0; may be given again.")
          Map<String, String> settings)
      throws Exception {
    return perform(
        new ClusterRequest.Start(
            directory.directory(), taskManagers, slots, settings == null ? Map.of() : settings));
  }

  @Command(name = "status", header = "Show which processes run, and where.", description = "")
  int status(@Mixin ClusterDirectoryOption directory) throws Exception {
    return perform(new ClusterRequest.Status(directory.directory()));
  }

  @Command(
      name = "stop",
      header = "End all processes of the cluster; its logs stay.",
      description = "")
  int stop(@Mixin ClusterDirectoryOption directory) throws Exception {
    return perform(new ClusterRequest.Stop(directory.directory()));
  }

  private int perform(ClusterRequest request) throws Exception {
    return work.perform(request, command.commandLine().getOut()).code();
  }
}
