package io.upstack.runners.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that ends a job. */
@Command(
    name = "cancel",
    sortOptions = false,
    sortSynopsis = false,
    header = "End a job of a Flink cluster.",
    description = {
      "",
      "Returns once the job has ended. What it has made stays, and the command that started it "
          + "continues it.",
      ""
    })
public final class CancelCommand implements Subcommand {
  private final Work<CancelRequest> work;

  @Parameters(paramLabel = "JOB", description = "The id of the job, or its beginning.")
  private String job;

  @Mixin private FlinkMasterOption master;
  @Spec private CommandSpec command;

  public CancelCommand(Work<CancelRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    return work.perform(new CancelRequest(job, master.master()), command.commandLine().getOut())
        .code();
  }
}
