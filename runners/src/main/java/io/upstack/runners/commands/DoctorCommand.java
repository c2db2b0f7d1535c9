package io.upstack.runners.commands;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that says what this machine has and what would be used. */
@Command(
    name = "doctor",
    sortOptions = false,
    sortSynopsis = false,
    header = "Say what this machine has, what would be used, and what to do about problems.",
    description = {
      "",
      "Prints a line for each thing: Java, processor, memory, disks, libtorch, GPUs and, if they"
          + " are named, an output and a Flink cluster. Paste it into a report of a problem. The"
          + " exit status is 1 if anything would keep a run from working.",
      ""
    })
public final class DoctorCommand implements Subcommand {
  /**
   * What to look at besides this machine.
   *
   * @param output a directory or a path in a bucket that a run would write to
   * @param flinkMaster the REST endpoint of a JobManager
   * @param isJson whether programs read the answer
   */
  public record Request(Optional<String> output, Optional<String> flinkMaster, boolean isJson) {}

  private final Work<Request> work;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Also check that a run can write here: a directory, or a path in a bucket, whose"
              + " credentials are checked with it.")
  private Optional<String> output = Optional.empty();

  @Option(
      names = "--flink-master",
      paramLabel = "HOST:PORT",
      description = "Also check the Flink cluster whose JobManager has this REST endpoint.")
  private Optional<String> flinkMaster = Optional.empty();

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean isJson;

  @Spec private CommandSpec command;

  public DoctorCommand(Work<Request> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    return work.perform(new Request(output, flinkMaster, isJson), command.commandLine().getOut())
        .code();
  }
}
