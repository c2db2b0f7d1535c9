package io.upstack.runners.commands;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that names the best checkpoint of a history. */
@Command(
    name = "best",
    sortOptions = false,
    sortSynopsis = false,
    header = "Print the path of the best checkpoint.",
    description = {
      "",
      "Compares the checkpoints of one series, whose results have the same settings.",
      ""
    })
public final class BestCommand implements Subcommand {
  private final Work<BestRequest> work;

  @Parameters(
      paramLabel = "DIR",
      description = "The directory or bucket's path with the results of checkpoints.")
  private String directory;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      defaultValue = "fid",
      description =
          "The metric: fid (the default), sfid, inceptionScore, precision, recall, kid, density,"
              + " coverage or fidInfinity.")
  private String metric;

  @Option(
      names = "--series",
      paramLabel = "ID",
      description =
          "The series, or the beginning of its id, as 'history' prints it; by default the one with"
              + " the newest result.")
  private Optional<String> series = Optional.empty();

  @Spec private CommandSpec command;

  public BestCommand(Work<BestRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    return work.perform(new BestRequest(directory, metric, series), command.commandLine().getOut())
        .code();
  }
}
