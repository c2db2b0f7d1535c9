package io.upstack.runners.commands;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that shows the metrics of several runs next to one another. */
@Command(
    name = "compare",
    sortOptions = false,
    sortSynopsis = false,
    header = "Compare the metrics of several runs with those of the first.",
    description = {
      "",
      "Prints each metric of each run, its difference to the first run, and whether the interval of"
          + " that difference says better or worse. Runs that have the same seed, labels and"
          + " evaluation settings are compared sample by sample, which makes the intervals several"
          + " times narrower; for others it says why it cannot.",
      ""
    })
public final class CompareCommand implements Subcommand {
  /**
   * What to compare.
   *
   * @param runs the outputs of runs or of evaluate, in the order of the command line
   * @param output where to write the page and the tables
   */
  public record Request(List<String> runs, Optional<String> output) {}

  private final Work<Request> work;

  @Parameters(
      paramLabel = "RUN",
      arity = "0..*",
      description =
          "Two or more outputs of run, or of evaluate: directories or paths in buckets. The first"
              + " is what the others are compared with.")
  private List<String> runs = List.of();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Where to write compare.html, which also shows the same samples of all runs,"
              + " compare.csv and compare.tex.")
  private Optional<String> output = Optional.empty();

  @Spec private CommandSpec command;

  public CompareCommand(Work<Request> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    return work.perform(new Request(runs, output), command.commandLine().getOut()).code();
  }
}
