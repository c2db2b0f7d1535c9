package io.upstack.runners.history;

import io.upstack.proto.BestResult;
import io.upstack.proto.SeriesHistory;
import io.upstack.runners.commands.BestRequest;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.Work;
import io.upstack.stages.history.HistoryFiles;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.report.ReportedMetric;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code upstack best}: prints the path of the best checkpoint. */
public final class BestWork implements Work<BestRequest> {
  @Override
  public ExitStatus perform(BestRequest request, PrintWriter output) throws IOException {
    Problems problems = new Problems();
    Optional<ReportedMetric> metric = ReportedMetric.of(request.metric());
    if (metric.isEmpty()) {
      problems.add(
          "--metric",
          "no metric is called '%s', expected one of %s"
              .formatted(
                  request.metric(),
                  Arrays.stream(ReportedMetric.values())
                      .map(ReportedMetric::key)
                      .collect(Collectors.joining(", "))));
    }
    try (ObjectStore store = HistoryDirectory.open(request.directory())) {
      List<SeriesHistory> all = HistoryFiles.results(store).getSeriesList();
      String beginning = request.series().orElse("");
      List<SeriesHistory> found =
          request.series().isEmpty()
              ? all.subList(0, 1)
              : all.stream().filter(each -> each.getSeriesId().startsWith(beginning)).toList();
      if (found.size() != 1) {
        problems.add(
            "--series",
            "%s series begin with '%s', expected one of %s"
                .formatted(found.isEmpty() ? "no" : found.size(), beginning, ids(all)));
      }
      problems.throwIfAny(HistoryDirectory.COMMAND_LINE);
      Optional<BestResult> best =
          found.get(0).getBestList().stream()
              .filter(each -> each.getMetric().equals(request.metric()))
              .findFirst();
      if (best.isEmpty()) {
        problems.add(
            "--metric",
            "no checkpoint of the series %s has a %s"
                .formatted(found.get(0).getSeriesId(), metric.orElseThrow().title()));
        problems.throwIfAny(HistoryDirectory.COMMAND_LINE);
      }
      output.println(best.orElseThrow().getCheckpoint());
    }
    return ExitStatus.DONE;
  }

  private static String ids(List<SeriesHistory> series) {
    return series.stream().map(SeriesHistory::getSeriesId).collect(Collectors.joining(", "));
  }
}
