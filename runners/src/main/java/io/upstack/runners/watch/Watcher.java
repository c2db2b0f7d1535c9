package io.upstack.runners.watch;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.History;
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
import io.upstack.runners.watch.CheckpointFolder.Found;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.history.HistoryFiles;
import io.upstack.stages.history.HistoryRecords;
import io.upstack.stages.history.RecordName;
import io.upstack.stages.history.SeriesOfResults;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.PassingObjects;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.watch.Gate;
import io.upstack.stages.watch.Lease;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

  private final WatchSettings settings;
  private final HistorySeries series;
  private final String seriesId;
  private final ObjectStore store;
  private final HistoryRecords history;
  private final Evaluation evaluation;
  private final Clock clock;
  private final Pause pause;
  private final CheckpointFolder folder;
  private final WatchService service;

  private boolean isGateMet;
  private boolean hasFailed;

  Watcher(
      WatchSettings settings,
      HistorySeries series,
      ObjectStore store,
      Evaluation evaluation,
      Clock clock,
      Pause pause,
      WatchService service) {
    this.settings = settings;
    this.series = series;
    this.seriesId = SeriesOfResults.id(series);
    this.store = store;
    this.history = new HistoryRecords(store);
    this.evaluation = evaluation;
    this.clock = clock;
    this.pause = pause;
    this.folder = new CheckpointFolder(settings, seriesId, history, evaluation, clock);
    this.service = service;
  }

  CheckpointFolder folder() {
    return folder;
  }

  /** Watches until the schedule ends or the pause is over. */
  ExitStatus watch() throws IOException, InterruptedException {
    Instant time = settings.schedule().first(clock.instant());
    service.ready();
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
      service.fired();
      evaluation.begin();
      // A process that was killed right after it wrote a record leaves its claim behind.
      PassingObjects.removeOld(store, Lease.DIRECTORY, clock);
      evaluatePending();
    } catch (IOException | RuntimeException e) {
      if (e instanceof PipelineCancelledException || pause.isOver()) {
        return;
      }
      hasFailed = true;
      String reason = describe(e);
      service.lookFailed(reason);
      logger.error("the checkpoints cannot be looked at: {}", reason);
    }
  }

  private void evaluatePending() throws IOException, InterruptedException {
    CheckpointFolder.Look look = folder.look();
    service.looked(look);
    List<Found> pending = new ArrayList<>(look.pending());
    if (settings.newestFirst()) {
      pending.sort(Comparator.comparingLong(Found::step).reversed());
    }
    int evaluated = 0;
    for (Found found : pending) {
      if (pause.isOver() || evaluated >= settings.most()) {
        return;
      }
      if (folder.isReady(found.file()) && evaluate(found)) {
        evaluated++;
      }
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
      service.done(found);
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
      service.evaluated(found);
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
        service.attemptFailed();
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
    if (!folder.hasStill(found)) {
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
    service.failed(found);
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
    String json =
        "{\"meetsFailIf\":%s,\"result\":%s}"
            .formatted(isMet, JsonFormat.printer().omittingInsignificantWhitespace().print(point));
    settings.hooks().call(json).forEach(logger::warn);
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
