package io.upstack.runners.watch;

import io.upstack.proto.HistoryStage;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.Watch;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.history.HistoryStages;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.watch.CheckpointPattern;
import io.upstack.stages.watch.Gate;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The part {@code watch} of a configuration, checked.
 *
 * @param most the largest number of evaluations at one time of the schedule
 * @param settle how long a file must not have changed before it is read
 * @param giveUp how long a file that is cut short must not have changed before it counts as broken
 * @param healthPort where to answer questions about health and metrics; 0 for a free port
 */
record WatchSettings(
    CheckpointPattern checkpoints,
    HistoryStage stage,
    Schedule schedule,
    boolean newestFirst,
    int most,
    Duration settle,
    Duration giveUp,
    Optional<Gate> gate,
    Hooks hooks,
    Optional<Integer> healthPort,
    String output) {

  /** Returns the settings, or adds what is wrong with them to the problems. */
  static Optional<WatchSettings> of(
      ResolvedConfiguration resolved, Instant now, Problems problems) {
    int before = problems.list().size();
    Watch watch = resolved.configuration().getWatch();
    Optional<CheckpointPattern> pattern =
        required("checkpoints", "--checkpoints", watch.getCheckpoints(), problems)
            .flatMap(written -> pattern(resolved, written, problems));
    Optional<String> output = required("output", "--output", watch.getOutput(), problems);
    Optional<HistoryStage> stage = stage(resolved.configuration(), problems);
    Optional<Schedule> schedule = schedule(watch, now, problems);
    if (!watch.getOrder().matches("newest_first|in_order")) {
      problems.add("watch.order", expected("newest_first or in_order", watch.getOrder()));
    }
    atLeast("most_per_firing", 0, watch.getMostPerFiring(), problems);
    atLeast("settle_seconds", 0, watch.getSettleSeconds(), problems);
    atLeast("give_up_seconds", 0, watch.getGiveUpSeconds(), problems);
    atLeast("hook_timeout_seconds", 1, watch.getHookTimeoutSeconds(), problems);
    if (watch.getHealthPort() < 0 || watch.getHealthPort() > 65535) {
      problems.add(
          "watch.health_port", "expected 0 to 65535, found %d".formatted(watch.getHealthPort()));
    }
    if (resolved.configuration().getExecution().getBatchSize() == 0) {
      problems.add(
          "execution.batch_size",
          "expected 1 or more, found 0: all checkpoints are to be sampled in equal batches");
    }
    Optional<Gate> gate = gate(watch, problems);
    Optional<URI> webhook = webhook(watch, problems);
    if (problems.list().size() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new WatchSettings(
            pattern.orElseThrow(),
            stage.orElseThrow(),
            schedule.orElseThrow(),
            watch.getOrder().equals("newest_first"),
            watch.getMostPerFiring() == 0 ? Integer.MAX_VALUE : watch.getMostPerFiring(),
            Duration.ofSeconds(watch.getSettleSeconds()),
            Duration.ofSeconds(watch.getGiveUpSeconds()),
            gate,
            new Hooks(
                Optional.of(watch.getCommand()).filter(command -> !command.isBlank()),
                webhook,
                Duration.ofSeconds(watch.getHookTimeoutSeconds())),
            watch.hasHealthPort() ? Optional.of(watch.getHealthPort()) : Optional.empty(),
            resolved.locate(output.orElseThrow())));
  }

  boolean isOnce() {
    return schedule instanceof Schedule.Once;
  }

  private static Optional<String> required(
      String field, String option, String value, Problems problems) {
    if (value.isBlank()) {
      problems.add("watch." + field, "is missing: set it, or give " + option);
      return Optional.empty();
    }
    return Optional.of(value);
  }

  private static Optional<CheckpointPattern> pattern(
      ResolvedConfiguration resolved, String written, Problems problems) {
    try {
      CheckpointPattern.parse(written);
      return Optional.of(CheckpointPattern.parse(resolved.locate(written)));
    } catch (IllegalArgumentException e) {
      problems.add("watch.checkpoints", e.getMessage());
      return Optional.empty();
    }
  }

  /** Returns the stage that a name means; empty if it means none. */
  static Optional<HistoryStage> stage(String name) {
    for (HistoryStage stage : HistoryStage.values()) {
      if (stage != HistoryStage.HISTORY_STAGE_UNSPECIFIED
          && HistoryStages.name(stage).equals(name)) {
        return Optional.of(stage);
      }
    }
    return Optional.empty();
  }

  private static Optional<HistoryStage> stage(RunConfiguration configuration, Problems problems) {
    String name = configuration.getWatch().getStage();
    Optional<HistoryStage> stage = stage(name);
    boolean isConfigured =
        switch (name) {
          case "classifier" -> configuration.getGeneration().getBase().hasClassifier();
          case "upsampler" -> configuration.getGeneration().hasUpsampler();
          default -> true;
        };
    if (stage.isEmpty()) {
      problems.add("watch.stage", expected("base, classifier or upsampler", name));
    } else if (!isConfigured) {
      problems.add("watch.stage", "is %s, and the configuration has no %s".formatted(name, name));
      return Optional.empty();
    }
    return stage;
  }

  private static Optional<Schedule> schedule(Watch watch, Instant now, Problems problems) {
    ZoneId zone = ZoneOffset.UTC;
    try {
      zone = ZoneId.of(watch.getTimeZone());
    } catch (DateTimeException e) {
      problems.add(
          "watch.time_zone",
          expected("the IANA name of a time zone, such as Europe/Zurich", watch.getTimeZone()));
    }
    try {
      return Optional.of(Schedule.parse(watch.getSchedule(), zone, now));
    } catch (IllegalArgumentException e) {
      problems.add("watch.schedule", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Gate> gate(Watch watch, Problems problems) {
    if (!watch.hasFailIf()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Gate.parse(watch.getFailIf()));
    } catch (IllegalArgumentException e) {
      problems.add("watch.fail_if", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<URI> webhook(Watch watch, Problems problems) {
    if (!watch.hasWebhook()) {
      return Optional.empty();
    }
    if (!watch.getWebhook().matches("https?://[^/\\s]+[^\\s]*")) {
      problems.add(
          "watch.webhook",
          expected("a URL such as https://example.org/results", watch.getWebhook()));
      return Optional.empty();
    }
    try {
      return Optional.of(URI.create(watch.getWebhook()));
    } catch (IllegalArgumentException e) {
      problems.add("watch.webhook", expected("a URL", watch.getWebhook()));
      return Optional.empty();
    }
  }

  private static void atLeast(String field, int least, int value, Problems problems) {
    if (value < least) {
      problems.add("watch." + field, "expected at least %d, found %d".formatted(least, value));
    }
  }

  private static String expected(String expected, String found) {
    return "expected %s, found \"%s\"".formatted(expected, found);
  }
}
