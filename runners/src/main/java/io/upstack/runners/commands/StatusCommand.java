package io.upstack.runners.commands;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that shows the jobs of a cluster. */
@Command(
    name = "status",
    sortOptions = false,
    sortSynopsis = false,
    header = "Show the jobs of a Flink cluster.",
    description = {
      "",
      "Lists Upstack's jobs, the newest first, with the progress and the rate of each stage. If a"
          + " job is named by its id, it may be any job of the cluster.",
      ""
    })
public final class StatusCommand implements Subcommand {
  private final Work<StatusRequest> work;

  @Parameters(
      arity = "0..1",
      paramLabel = "JOB",
      description = "The id of a job, or its beginning; without it, all jobs.")
  private Optional<String> job = Optional.empty();

  @Mixin private FlinkMasterOption master;
  @Spec private CommandSpec command;

  public StatusCommand(Work<StatusRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    return work.perform(new StatusRequest(job, master.master()), command.commandLine().getOut())
        .code();
  }
}
