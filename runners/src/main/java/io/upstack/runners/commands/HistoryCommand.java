package io.upstack.runners.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that shows the results of checkpoints. */
@Command(
    name = "history",
    sortOptions = false,
    sortSynopsis = false,
    header = "Show the results of checkpoints over the training steps.",
    description = {
      "",
      "Prints a table, and rebuilds history.html, history.csv, history.json, history.jsonl and the"
          + " TensorBoard event files from the records.",
      ""
    })
public final class HistoryCommand implements Subcommand {
  private final Work<HistoryRequest> work;

  @Parameters(
      paramLabel = "DIR",
      description = "The directory or bucket's path with the results of checkpoints.")
  private String directory;

  @Option(names = "--json", description = "Print what history.json has instead of a table.")
  private boolean isJson;

  @Spec private CommandSpec command;

  public HistoryCommand(Work<HistoryRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    return work.perform(new HistoryRequest(directory, isJson), command.commandLine().getOut())
        .code();
  }
}
