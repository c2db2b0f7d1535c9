package io.upstack.runners.commands;

import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where the shards of a run are made. */
final class RunnerOptions {
  private static final String EMBEDDED = "embedded";
  private static final String FLINK = "flink";
  private static final String APPLICATION = "application";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--runner",
      paramLabel = "RUNNER",
      defaultValue = EMBEDDED,
      description = {
        "embedded: on this machine, the default. flink: on a Flink cluster.",
        "application: on the cluster whose JobManager calls this, in Flink's application mode."
      })
  private String runner;

  @Mixin private FlinkMasterOption master;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "Shards in work at once on the cluster; as many as it has free slots by default.")
  private Optional<Integer> parallelism = Optional.empty();

  @Option(
      names = "--detach",
      description = {
        "Print the job's id and end once the cluster has taken it.",
        "The job goes on to its end, and a run writes its report. The same command follows the job"
            + " later."
      })
  private boolean detach;

  RunnerChoice choice() {
    return switch (runner) {
      case EMBEDDED -> embedded();
      case FLINK -> flink();
      case APPLICATION -> application();
      default ->
          throw problem(
              "--runner=%s: expected %s, %s or %s".formatted(runner, EMBEDDED, FLINK, APPLICATION));
    };
  }

  /**
   * Returns the choice of a command that waits for its job.
   *
   * @param why why it has to wait
   */
  RunnerChoice attached(String why) {
    if (detach) {
      throw problem("%s, so it waits for its job: leave out --detach".formatted(why));
    }
    return choice();
  }

  private RunnerChoice embedded() {
    if (master.master().isPresent() || parallelism.isPresent() || detach) {
      throw problem("--flink-master, --parallelism and --detach are for --runner=flink");
    }
    return new RunnerChoice.Embedded();
  }

  private RunnerChoice application() {
    if (master.master().isPresent() || detach) {
      throw problem("--flink-master and --detach are for --runner=flink");
    }
    checkParallelism();
    return new RunnerChoice.Application(parallelism);
  }

  private void checkParallelism() {
    if (parallelism.orElse(1) < 1) {
      throw problem("--parallelism=%d: expected 1 or more".formatted(parallelism.get()));
    }
  }

  private RunnerChoice flink() {
    checkParallelism();
    RunnerChoice.Presence presence =
        detach ? RunnerChoice.Presence.DETACHED : RunnerChoice.Presence.ATTACHED;
    return new RunnerChoice.Flink(master.master(), parallelism, presence);
  }

  private ParameterException problem(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
