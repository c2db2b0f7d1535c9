package io.upstack.runners.watch;

import io.upstack.proto.HistoryStage;
import io.upstack.proto.RunConfiguration;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.WatchRequest;
import io.upstack.runners.commands.Work;
import io.upstack.runners.run.SeriesOfRuns;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.history.HistoryFiles;
import io.upstack.stages.history.HistoryRecords;
import io.upstack.stages.history.SeriesOfResults;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ListedFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code upstack watch}: evaluates the checkpoints of a training run as they appear. */
public final class WatchWork implements Work<WatchRequest> {
  private static final Logger logger = LoggerFactory.getLogger(WatchWork.class);

  /** How long the process waits at a signal to end for the evaluation in progress to stop. */
  private static final long GRACE_SECONDS = 20;

  @Override
  public ExitStatus perform(WatchRequest request, PrintWriter output) throws Exception {
    // Each evaluation begins with buckets anew, and the history keeps the client that it has.
    try (Buckets.Use use = Buckets.join(Buckets.description())) {
      return watch(request, output);
    }
  }

  private static ExitStatus watch(WatchRequest request, PrintWriter output) throws Exception {
    Clock clock = Clock.systemUTC();
    try (WatchService service = new WatchService(clock)) {
      return watch(request, output, clock, service);
    }
  }

  private static ExitStatus watch(
      WatchRequest request, PrintWriter output, Clock clock, WatchService service)
      throws Exception {
    Problems problems = new Problems();
    RunConfiguration read =
        ConfigurationFile.read(
            request.configuration().file(),
            request.configuration().models(),
            request.configuration().overrides(),
            new Problems());
    Optional<HistoryStage> stage = WatchSettings.stage(read.getWatch().getStage());
    SeriesOfRuns runs =
        SeriesOfRuns.check(
            request.configuration(), stage.orElse(HistoryStage.HISTORY_BASE), problems);
    Optional<WatchSettings> settings =
        WatchSettings.of(
            ResolvedConfiguration.of(read, request.configuration().file()),
            clock.instant(),
            problems);
    if (settings.isPresent()) {
      checkFolder(settings.get(), problems);
    }
    settings.flatMap(WatchSettings::healthPort).ifPresent(port -> serve(service, port, problems));
    Optional<ObjectStore> opened = settings.flatMap(found -> open(found.output(), problems));
    try {
      problems.throwIfAny(request.configuration().file().toString());
      ObjectStore store = opened.orElseThrow();
      mentionOtherSeries(store, SeriesOfResults.id(runs.series().orElseThrow()));
      // A killed watcher may have written a record and not the files.
      HistoryFiles.rebuild(store);
      try (Signal signal = new Signal(clock, service)) {
        return new Watcher(
                settings.orElseThrow(),
                runs.series().orElseThrow(),
                store,
                new CheckpointEvaluation(
                    request.configuration(),
                    request.runner(),
                    runs,
                    settings.orElseThrow(),
                    output),
                clock,
                signal,
                service)
            .watch();
      }
    } finally {
      if (opened.isPresent()) {
        opened.get().close();
      }
    }
  }

  private static void serve(WatchService service, int port, Problems problems) {
    try {
      logger.info("/health and /metrics are on port {}", service.serve(port));
    } catch (IOException e) {
      problems.add(
          "watch.health_port",
          "expected a free port, found %d: %s".formatted(port, e.getMessage()));
    }
  }

  private static Optional<ObjectStore> open(String output, Problems problems) {
    try {
      return Optional.of(ObjectStores.openWritable(output));
    } catch (IOException | IllegalArgumentException e) {
      problems.add("watch.output", e.getMessage());
      return Optional.empty();
    }
  }

  private static void checkFolder(WatchSettings settings, Problems problems) {
    try {
      List<CheckpointFolder.Found> found = CheckpointFolder.find(settings.checkpoints());
      CheckpointFolder.removeDoubles(found)
          .forEach(problem -> problems.add("watch.checkpoints", problem));
      if (found.isEmpty() && problems.isEmpty()) {
        logger.warn(
            "no file matches {}; this folder {}",
            settings.checkpoints(),
            content(settings.checkpoints().folder()));
      }
    } catch (IOException | IllegalArgumentException e) {
      problems.add("watch.checkpoints", e.getMessage());
    }
  }

  private static String content(String folder) throws IOException {
    List<String> names =
        ListedFile.in(folder, "").stream().map(file -> Printable.name(file.name())).toList();
    if (!names.isEmpty()) {
      return "has " + Printable.listed(names, ", ");
    }
    boolean exists = GcsLocation.isGcs(folder) || Files.isDirectory(Path.of(folder));
    return exists ? "has no files" : "does not exist";
  }

  private static void mentionOtherSeries(ObjectStore store, String series) throws IOException {
    long others =
        new HistoryRecords(store)
            .names().stream().filter(name -> !name.series().equals(series)).count();
    if (others > 0) {
      logger.warn(
          "{} of the results in {} were made under other settings; the history shows them as"
              + " another series",
          others,
          store.root());
    }
  }

  /** Waits for times, and ends the wait when the process gets a signal to end. */
  private static final class Signal implements Watcher.Pause, AutoCloseable {
    private final Clock clock;
    private final WatchService service;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "upstack-watch-shutdown");

    Signal(Clock clock, WatchService service) {
      this.clock = clock;
      this.service = service;
      Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end() {
      asked.countDown();
      service.ending();
      try {
        if (!ended.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
          logger.warn("the evaluation in progress did not stop; the next watcher continues it");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public boolean until(Instant time) throws InterruptedException {
      Duration wait = Duration.between(clock.instant(), time);
      return !asked.await(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean isOver() {
      return asked.getCount() == 0;
    }

    @Override
    public void close() {
      ended.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is ending, and the hook was waiting for this.
      }
    }
  }
}
