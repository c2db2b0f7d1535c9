package io.upstack.runners.commands;

import io.upstack.stages.store.gcs.GcsLocation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that evaluates the checkpoints of a training run as they appear. */
@Command(
    name = "watch",
    sortOptions = false,
    sortSynopsis = false,
    header = "Evaluate the checkpoints of a training run as they appear.",
    description = {
      "",
      "Evaluates every checkpoint that a pattern matches and that has no result under the current "
          + "settings, with the same seed, labels, noise, reference and extractor. It leaves in "
          + "the output directory:",
      "  history.csv, history.json, history.jsonl   a row for each checkpoint",
      "  checkpoints/NAME-DIGEST/                   what 'run' leaves for each of them",
      "",
      "It may be killed at any moment, and several may watch the same directory. The options set "
          + "the fields of the same names in the part 'watch' of the configuration.",
      ""
    })
public final class WatchCommand implements Subcommand {
  private final Work<WatchRequest> work;

  @Mixin private GenerationOptions configuration;

  @Option(
      names = "--checkpoints",
      paramLabel = "PATTERN",
      description = {
        "The checkpoints, such as 'runs/7/ema_0.9999_{step}.pt'. The training step is the number",
        "at {step}, or at the only *. A gs:// path is possible."
      })
  private Optional<String> checkpoints = Optional.empty();

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "Which network they are of: base (the default), classifier or upsampler.")
  private Optional<String> stage = Optional.empty();

  @Option(
      names = "--schedule",
      paramLabel = "SCHEDULE",
      description = {
        "When to look: 'every 10 minutes', the default, or five fields of cron, such as",
        "'30 */4 * * *' in the zone of watch.time_zone."
      })
  private Optional<String> schedule = Optional.empty();

  @Option(names = "--once", description = "Look once, and end.")
  private boolean once;

  @Option(
      names = "--fail-if",
      paramLabel = "CONDITION",
      description = {
        "A condition that no result must meet, such as 'fid > best + 0.5'. With --once the command",
        "ends with status 4 if one does."
      })
  private Optional<String> failIf = Optional.empty();

  @Option(
      names = "--health-port",
      paramLabel = "PORT",
      description = "Answer /health and /metrics (Prometheus) over HTTP on this port.")
  private Optional<Integer> healthPort = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where to write the history and the results: a directory, or a gs:// path.")
  private Optional<String> output = Optional.empty();

  @Mixin private RunnerOptions runner;
  @Spec private CommandSpec command;

  public WatchCommand(Work<WatchRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request(), writer).code();
  }

  private WatchRequest request() {
    if (once && schedule.isPresent()) {
      throw refused("--once and --schedule exclude each other: give one of them");
    }
    RunnerChoice choice = runner.choice();
    boolean isAttached =
        choice instanceof RunnerChoice.Embedded
            || (choice instanceof RunnerChoice.Flink flink
                && flink.presence() == RunnerChoice.Presence.ATTACHED);
    if (!isAttached) {
      throw refused("watch waits for each evaluation: leave out --detach and --runner=application");
    }
    ConfigurationRequest request = configuration.request();
    List<String> overrides = new ArrayList<>(request.overrides());
    checkpoints.ifPresent(pattern -> overrides.add("watch.checkpoints=" + absolute(pattern)));
    stage.ifPresent(name -> overrides.add("watch.stage=" + name));
    schedule.ifPresent(times -> overrides.add("watch.schedule=" + times));
    if (once) {
      overrides.add("watch.schedule=once");
    }
    failIf.ifPresent(condition -> overrides.add("watch.fail_if=" + condition));
    healthPort.ifPresent(port -> overrides.add("watch.health_port=" + port));
    output.ifPresent(directory -> overrides.add("watch.output=" + absolute(directory)));
    return new WatchRequest(request.withOverrides(overrides), choice);
  }

  /** Paths on a command line start from the current directory, not from the configuration's. */
  private static String absolute(String path) {
    return GcsLocation.isGcs(path) || path.isBlank()
        ? path
        : Path.of(path).toAbsolutePath().normalize().toString();
  }

  private ParameterException refused(String problem) {
    return new ParameterException(command.commandLine(), problem);
  }
}
