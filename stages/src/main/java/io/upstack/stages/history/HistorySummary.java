package io.upstack.stages.history;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import io.upstack.proto.BestResult;
import io.upstack.proto.History;
import io.upstack.proto.HistoryPoint;
import io.upstack.proto.HistoryRecord;
import io.upstack.proto.SeriesHistory;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.report.ReportedMetric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Orders the records of a history by series and step, and compares the results of each series. */
final class HistorySummary {
  /** A record with its name. */
  private record Result(RecordName name, HistoryRecord record) {
    boolean isMeasured() {
      return record.hasResult();
    }

    Optional<Double> value(ReportedMetric metric) {
      return metric.in(record.getResult().getMetrics()).filter(Double::isFinite);
    }
  }

  private final KnownResults known;
  private final boolean hasDifferences;

  private HistorySummary(KnownResults known, boolean hasDifferences) {
    this.known = known;
    this.hasDifferences = hasDifferences;
  }

  /** Returns the history, with differences to the best result and to the one of the step before. */
  static History of(KnownResults known) throws IOException {
    return new HistorySummary(known, true).history();
  }

  static History withoutDifferences(KnownResults known) throws IOException {
    return new HistorySummary(known, false).history();
  }

  private History history() throws IOException {
    Map<String, List<Result>> series = new LinkedHashMap<>();
    known
        .records()
        .forEach(
            (name, record) ->
                series
                    .computeIfAbsent(name.series(), id -> new ArrayList<>())
                    .add(new Result(name, record)));
    List<SeriesHistory> all = new ArrayList<>();
    for (List<Result> results : series.values()) {
      all.add(series(results));
    }
    all.sort(
        comparing(HistorySummary::newest).reversed().thenComparing(SeriesHistory::getSeriesId));
    return History.newBuilder().addAllSeries(all).build();
  }

  private static String newest(SeriesHistory series) {
    return series.getPointsList().stream()
        .map(HistoryPoint::getFinishedAt)
        .max(naturalOrder())
        .orElse("");
  }

  private SeriesHistory series(List<Result> results) throws IOException {
    HistoryRecord any = results.get(0).record();
    SeriesHistory.Builder series =
        SeriesHistory.newBuilder().setSeriesId(any.getSeriesId()).setSettings(any.getSeries());
    Map<Long, Result> current = current(results);
    List<Result> measured = current.values().stream().filter(Result::isMeasured).toList();
    for (ReportedMetric metric : ReportedMetric.values()) {
      best(metric, measured).map(result -> message(metric, result)).ifPresent(series::addBest);
    }
    Optional<Result> best = best(ReportedMetric.FID, measured);
    double confidence = RunTerms.confidence(comparisons(measured.size() - 1));
    Optional<Result> previous = Optional.empty();
    for (Result result : results) {
      HistoryPoint.Builder point = point(result);
      boolean isCurrent = result.equals(current.get(result.name().step()));
      if (!isCurrent) {
        point.setSuperseded(true);
      } else if (hasDifferences && result.isMeasured()) {
        if (best.isPresent() && !best.get().equals(result)) {
          point.setToBest(known.difference(result.name(), best.get().name(), confidence));
        }
        if (previous.isPresent()) {
          point.setToPrevious(
              known.difference(result.name(), previous.get().name(), RunTerms.confidence(1)));
        }
        previous = Optional.of(result);
      }
      series.addPoints(point);
    }
    return series.build();
  }

  /** Returns the newest result of each step. The others are about files that were replaced. */
  private static Map<Long, Result> current(List<Result> results) {
    Map<Long, Result> current = new LinkedHashMap<>();
    for (Result result : results) {
      current.merge(
          result.name().step(),
          result,
          (first, second) ->
              first.record().getFinishedAt().compareTo(second.record().getFinishedAt()) > 0
                  ? first
                  : second);
    }
    return current;
  }

  private static Optional<Result> best(ReportedMetric metric, List<Result> measured) {
    Comparator<Result> order =
        (first, second) -> {
          double one = first.value(metric).orElseThrow();
          double two = second.value(metric).orElseThrow();
          return metric.isBetter(one, two) ? -1 : metric.isBetter(two, one) ? 1 : 0;
        };
    return measured.stream().filter(result -> result.value(metric).isPresent()).min(order);
  }

  private static BestResult message(ReportedMetric metric, Result result) {
    return BestResult.newBuilder()
        .setMetric(metric.key())
        .setStep(result.name().step())
        .setCheckpoint(result.record().getCheckpoint().getLocation())
        .setValue(result.value(metric).orElseThrow())
        .build();
  }

  /**
   * Returns the number of comparisons that intervals hold together for: the next power of two, so
   * that a further result rarely changes all intervals.
   */
  static int comparisons(int others) {
    return others <= 1 ? 1 : Integer.highestOneBit(others - 1) << 1;
  }

  private static HistoryPoint.Builder point(Result result) {
    HistoryRecord record = result.record();
    HistoryPoint.Builder point =
        HistoryPoint.newBuilder()
            .setSeriesId(record.getSeriesId())
            .setStep(record.getStep())
            .setCheckpoint(record.getCheckpoint())
            .setStartedAt(record.getStartedAt())
            .setFinishedAt(record.getFinishedAt());
    if (record.hasResult()) {
      point.setResult(record.getResult());
    } else {
      point.setFailure(record.getFailure());
    }
    return point;
  }
}
