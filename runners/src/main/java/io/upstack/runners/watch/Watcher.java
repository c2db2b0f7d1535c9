package io.upstack.runners.watch;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.History;
import io.upstack.proto.HistoryCheckpoint;
import io.upstack.proto.HistoryFailure;
import io.upstack.proto.HistoryPoint;
import io.upstack.proto.HistoryRecord;
import io.upstack.proto.HistorySeries;
import io.upstack.proto.Metrics;
import io.upstack.proto.WatchAttempts;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.Versions;
import io.upstack.runners.jobs.FailureCause;
import io.upstack.runners.jobs.PipelineCancelledException;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.history.HistoryFiles;
import io.upstack.stages.history.HistoryRecords;
import io.upstack.stages.history.RecordName;
import io.upstack.stages.history.SeriesOfResults;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ListedFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.PassingObjects;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.watch.Gate;
import io.upstack.stages.watch.Lease;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for checkpoints without a result at the times of a schedule, and evaluates them. */
final class Watcher {
  private static final Logger logger = LoggerFactory.getLogger(Watcher.class);

  /** After so many failures for unknown reasons, a checkpoint counts as broken. */
  private static final int MOST_FAILURES = 3;

  private static final String ATTEMPTS = "watch/attempts/";

  /** Waits between two looks. */
  interface Pause {
    /** Waits, and returns whether the watcher should go on. */
    boolean until(Instant time) throws InterruptedException;

    /** Returns whether the watcher should end as soon as it can. */
    boolean isOver();
  }

  /** A checkpoint in the folder. */
  record Found(long step, ListedFile file) {
    HistoryCheckpoint checkpoint() {
      return HistoryCheckpoint.newBuilder()
          .setLocation(file.location())
          .setSize(file.size())
          .setModifiedAt(file.modified().toString())
          .build();
    }
  }

  private record Sighting(String version, Instant first) {}

  private final WatchSettings settings;
  private final HistorySeries series;
  private final String seriesId;
  private final ObjectStore store;
  private final HistoryRecords history;
  private final Evaluation evaluation;
  private final Clock clock;
  private final Pause pause;
  private final Map<String, Sighting> sightings = new HashMap<>();

  /** The stamps of files that were touched since they were evaluated, but have the same content. */
  private final Set<String> unchanged = new HashSet<>();

  private boolean isGateMet;
  private boolean hasFailed;

  Watcher(
      WatchSettings settings,
      HistorySeries series,
      ObjectStore store,
      Evaluation evaluation,
      Clock clock,
      Pause pause) {
    this.settings = settings;
    this.series = series;
    this.seriesId = SeriesOfResults.id(series);
    this.store = store;
    this.history = new HistoryRecords(store);
    this.evaluation = evaluation;
    this.clock = clock;
    this.pause = pause;
  }

  /** Lists the checkpoints that the pattern matches, by step, with one listing of their folder. */
  static List<Found> find(WatchSettings settings) throws IOException {
    List<Found> found = new ArrayList<>();
    for (ListedFile file :
        ListedFile.in(settings.checkpoints().folder(), settings.checkpoints().prefix())) {
      OptionalLong step = settings.checkpoints().step(file.name());
      if (step.isPresent()) {
        found.add(new Found(step.getAsLong(), file));
      }
    }
    found.sort(Comparator.comparingLong(Found::step));
    return found;
  }

  /** Returns what is wrong with checkpoints of the same step, and removes them from the list. */
  static List<String> removeDoubles(List<Found> found) {
    Map<Long, List<Found>> steps = new TreeMap<>();
    found.forEach(each -> steps.computeIfAbsent(each.step(), step -> new ArrayList<>()).add(each));
    List<String> problems = new ArrayList<>();
    steps.forEach(
        (step, same) -> {
          if (same.size() > 1) {
            found.removeAll(same);
            problems.add(
                "step %d has %d checkpoints, expected one: %s and %s"
                    .formatted(
                        step,
                        same.size(),
                        Printable.name(same.get(0).file().name()),
                        Printable.name(same.get(1).file().name())));
          }
        });
    return problems;
  }

  /** Watches until the schedule ends or the pause is over. */
  ExitStatus watch() throws IOException, InterruptedException {
    Instant time = settings.schedule().first(clock.instant());
    while (pause.until(time)) {
      look();
      Optional<Instant> next = settings.schedule().next(time, clock.instant());
      if (next.isEmpty()) {
        break;
      }
      time = next.get();
    }
    if (!settings.isOnce()) {
      return ExitStatus.DONE;
    }
    return hasFailed ? ExitStatus.FAILED : isGateMet ? ExitStatus.GATE : ExitStatus.DONE;
  }

  /**
   * Evaluates the checkpoints without a result. A failed look is logged, and the next one goes on.
   */
  private void look() throws InterruptedException {
    try {
      evaluation.begin();
      // A process that was killed right after it wrote a record leaves its claim behind.
      PassingObjects.removeOld(store, Lease.DIRECTORY, clock);
      evaluatePending();
    } catch (IOException | RuntimeException e) {
      if (e instanceof PipelineCancelledException || pause.isOver()) {
        return;
      }
      hasFailed = true;
      logger.error("the checkpoints cannot be looked at: {}", describe(e));
    }
  }

  private void evaluatePending() throws IOException, InterruptedException {
    List<Found> pending = pending();
    if (settings.newestFirst()) {
      pending.sort(Comparator.comparingLong(Found::step).reversed());
    }
    int evaluated = 0;
    for (Found found : pending) {
      if (pause.isOver() || evaluated >= settings.most()) {
        return;
      }
      if (isReady(found.file()) && evaluate(found)) {
        evaluated++;
      }
    }
  }

  /**
   * Returns the checkpoints without a result. It takes a listing of the folder and of the records.
   */
  List<Found> pending() throws IOException {
    List<Found> found = find(settings);
    removeDoubles(found).forEach(problem -> logger.error("{}", problem));
    List<RecordName> names =
        history.names().stream().filter(name -> name.series().equals(seriesId)).toList();
    Set<String> stamps = new HashSet<>(unchanged);
    Map<Long, List<RecordName>> measured = new HashMap<>();
    for (RecordName name : names) {
      stamps.add(name.stamp());
      measured.computeIfAbsent(name.step(), step -> new ArrayList<>()).add(name);
    }
    List<Found> pending = new ArrayList<>();
    for (Found each : found) {
      String stamp = RecordName.stamp(each.checkpoint());
      if (stamps.contains(stamp)) {
        continue;
      }
      if (isTouched(each, measured.getOrDefault(each.step(), List.of()))) {
        unchanged.add(stamp);
      } else {
        pending.add(each);
      }
    }
    return pending;
  }

  /** Returns whether a file has the content of which there is a record, and only another time. */
  private boolean isTouched(Found found, List<RecordName> records) throws IOException {
    if (records.isEmpty() || !isSettled(found.file())) {
      return false;
    }
    String sha256 = InputFile.of(found.file().location()).sha256();
    return records.stream().anyMatch(name -> name.hasContent(sha256));
  }

  /**
   * Returns whether nothing has written to a file lately. Its time says that, or the time since
   * this process has seen it as it is, because the clocks of a file server and of this machine may
   * differ.
   */
  private boolean isSettled(ListedFile file) {
    return file.isWhole() || unchangedFor(file).compareTo(settings.settle()) >= 0;
  }

  private Duration unchangedFor(ListedFile file) {
    Instant now = clock.instant();
    Sighting sighting = sightings.get(file.location());
    if (sighting == null || !sighting.version().equals(file.version())) {
      sighting = new Sighting(file.version(), now);
      sightings.put(file.location(), sighting);
    }
    Duration age = Duration.between(file.modified(), now);
    Duration seen = Duration.between(sighting.first(), now);
    return age.compareTo(seen) > 0 ? age : seen;
  }

  private boolean isReady(ListedFile file) {
    if (!isSettled(file)) {
      logger.info("{} is still being written; it is left for the next time", file.location());
      return false;
    }
    try {
      if (!file.isWhole()
          && unchangedFor(file).compareTo(settings.giveUp()) < 0
          && evaluation.isCut(file)) {
        logger.info(
            "{} is not complete; it is left for the next time, and counts as broken if it has not"
                + " changed for {} seconds",
            file.location(),
            settings.giveUp().toSeconds());
        return false;
      }
      return true;
    } catch (IOException e) {
      logger.warn("{} cannot be read: {}", file.location(), e.getMessage());
      return false;
    }
  }

  /** Evaluates a checkpoint, unless another process does. Returns whether it was begun. */
  private boolean evaluate(Found found) throws IOException, InterruptedException {
    String work = seriesId + "-" + RecordName.stamp(found.checkpoint());
    Optional<Lease> lease = Lease.take(store, work, clock);
    if (lease.isEmpty()) {
      logger.info(
          "{} is being evaluated by {}",
          found.file().location(),
          Lease.holder(store, work).orElse("another process"));
      return false;
    }
    boolean isDone =
        history.names().stream()
            .anyMatch(name -> name.series().equals(seriesId) && name.isAbout(found.checkpoint()));
    if (isDone) {
      lease.get().release();
      return false;
    }
    ScheduledExecutorService renewal = renew(lease.get());
    try {
      evaluate(found, work);
    } finally {
      renewal.shutdownNow();
      renewal.awaitTermination(1, TimeUnit.MINUTES);
      lease.get().release();
    }
    return true;
  }

  private static ScheduledExecutorService renew(Lease lease) {
    ScheduledExecutorService renewal =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "upstack-lease");
              thread.setDaemon(true);
              return thread;
            });
    long seconds = Lease.RENEWAL.toSeconds();
    ScheduledFuture<?> unused =
        renewal.scheduleWithFixedDelay(
            () -> {
              try {
                lease.renew();
              } catch (IOException | RuntimeException e) {
                logger.warn("the claim on a checkpoint could not be renewed: {}", e.getMessage());
              }
            },
            seconds,
            seconds,
            TimeUnit.SECONDS);
    return renewal;
  }

  private void evaluate(Found found, String work) throws IOException, InterruptedException {
    String location = found.file().location();
    String started = clock.instant().toString();
    logger.info("step {}: {} is evaluated", found.step(), location);
    try {
      Evaluation.Evaluated evaluated = evaluation.evaluate(found.file());
      HistoryRecord.Builder record = record(found, started).setResult(evaluated.result());
      record.getCheckpointBuilder().setSha256(evaluated.sha256());
      write(record, evaluated.terms(), work);
    } catch (Evaluation.BrokenCheckpointException e) {
      fail(found, started, work, e.getMessage());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof PipelineCancelledException || pause.isOver()) {
        return;
      }
      String reason = describe(e);
      int failures = countFailure(work, reason);
      if (failures >= MOST_FAILURES) {
        fail(found, started, work, "%s (%d times)".formatted(reason, failures));
      } else {
        hasFailed = true;
        logger.error("step {}: {} could not be evaluated: {}", found.step(), location, reason);
      }
    }
  }

  private static String describe(Exception failure) {
    return Printable.lines(FailureCause.describe(FailureCause.of(failure)));
  }

  private int countFailure(String work, String reason) throws IOException {
    String name = ATTEMPTS + work + ".textproto";
    int before =
        store.find(name).isEmpty()
            ? 0
            : StoreFormat.readMessage(store, name, WatchAttempts.newBuilder()).getFailures();
    StoreFormat.writeMessage(
        store, name, WatchAttempts.newBuilder().setFailures(before + 1).setReason(reason).build());
    return before + 1;
  }

  /** Records a failure, unless the file has changed in the meantime. */
  private void fail(Found found, String started, String work, String reason)
      throws IOException, InterruptedException {
    boolean isAsBefore =
        find(settings).stream().anyMatch(each -> each.checkpoint().equals(found.checkpoint()));
    if (!isAsBefore) {
      logger.info("{} has changed and is left for the next time", found.file().location());
      return;
    }
    logger.error("step {}: {} is broken: {}", found.step(), found.file().location(), reason);
    HistoryRecord.Builder record =
        record(found, started).setFailure(HistoryFailure.newBuilder().setReason(reason));
    try {
      record.getCheckpointBuilder().setSha256(InputFile.of(found.file().location()).sha256());
    } catch (IOException e) {
      logger.debug("{} has no fingerprint", found.file().location(), e);
    }
    write(record, Optional.empty(), work);
  }

  private HistoryRecord.Builder record(Found found, String started) {
    return HistoryRecord.newBuilder()
        .setStep(found.step())
        .setCheckpoint(found.checkpoint())
        .setSeries(series)
        .setSeriesId(seriesId)
        .setStartedAt(started)
        .setFinishedAt(clock.instant().toString())
        .setUpstackVersion(Versions.upstack());
  }

  private void write(HistoryRecord.Builder record, Optional<RunTerms> terms, String work)
      throws IOException, InterruptedException {
    RecordName name = history.write(record.build(), terms);
    store.delete(ATTEMPTS + work + ".textproto");
    History all = HistoryFiles.rebuild(store);
    List<HistoryPoint> points =
        all.getSeriesList().stream()
            .filter(each -> each.getSeriesId().equals(seriesId))
            .flatMap(each -> each.getPointsList().stream())
            .toList();
    Optional<HistoryPoint> point =
        points.stream()
            .filter(each -> each.getStep() == name.step() && name.isAbout(each.getCheckpoint()))
            .findFirst();
    if (point.isPresent()) {
      announce(point.get(), points);
    }
  }

  private void announce(HistoryPoint point, List<HistoryPoint> points)
      throws IOException, InterruptedException {
    boolean isMet =
        point.hasResult() && settings.gate().filter(gate -> isMet(gate, point, points)).isPresent();
    if (isMet) {
      isGateMet = true;
      logger.error("step {} meets the condition '{}'", point.getStep(), settings.gate().get());
    }
    settings
        .hooks()
        .call(
            "{\"meetsFailIf\":%s,\"result\":%s}"
                .formatted(
                    isMet, JsonFormat.printer().omittingInsignificantWhitespace().print(point)));
  }

  private static boolean isMet(Gate gate, HistoryPoint point, List<HistoryPoint> points) {
    List<HistoryPoint> others =
        points.stream()
            .filter(each -> each.hasResult() && !each.getSuperseded())
            .filter(each -> each.getStep() != point.getStep())
            .toList();
    return gate.isMet(
        (metric, of) ->
            switch (of) {
              case THIS -> value(point, metric);
              case BEST -> {
                Comparator<Double> order = Comparator.naturalOrder();
                yield others.stream()
                    .flatMap(other -> value(other, metric).stream())
                    .min(metric.isSmallerBetter() ? order : order.reversed());
              }
              case PREVIOUS ->
                  others.stream()
                      .filter(other -> other.getStep() < point.getStep())
                      .max(Comparator.comparingLong(HistoryPoint::getStep))
                      .flatMap(other -> value(other, metric));
            });
  }

  private static Optional<Double> value(HistoryPoint point, Gate.Metric metric) {
    Metrics metrics = point.getResult().getMetrics();
    FieldDescriptor field = Metrics.getDescriptor().findFieldByName(metric.label());
    return metrics.hasField(field)
        ? Optional.of((Double) metrics.getField(field))
        : Optional.empty();
  }
}
