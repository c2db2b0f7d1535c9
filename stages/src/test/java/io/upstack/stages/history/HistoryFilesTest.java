package io.upstack.stages.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.History;
import io.upstack.proto.HistoryPoint;
import io.upstack.proto.HistoryRecord;
import io.upstack.proto.HistorySeries;
import io.upstack.proto.HistoryStage;
import io.upstack.proto.MetricDifference;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.SeriesHistory;
import io.upstack.stages.differences.Difference;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.report.ReportedMetric;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFilesTest {
  private static final HistorySeries SERIES = HistoryExamples.series();

  @TempDir private Path directory;
  private ObjectStore store;
  private HistoryRecords records;

  @BeforeEach
  void open() throws IOException {
    store = ObjectStores.open(directory.toString());
    records = new HistoryRecords(store);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void writeThree() throws IOException {
    records.write(
        HistoryExamples.measured(SERIES, 300, 5), Optional.of(HistoryExamples.terms(5, 3)));
    records.write(
        HistoryExamples.measured(SERIES, 100, 9), Optional.of(HistoryExamples.terms(9, 1)));
    records.write(
        HistoryExamples.measured(SERIES, 200, 4), Optional.of(HistoryExamples.terms(4, 2)));
    records.write(HistoryExamples.failed(SERIES, 250, "=not a zip"), Optional.empty());
  }

  @Test
  void eachResultIsComparedWithTheBestAndThePreviousOne() throws IOException {
    writeThree();

    SeriesHistory series = HistoryFiles.rebuild(store).getSeries(0);

    List<HistoryPoint> points = series.getPointsList();
    assertThat(points).extracting(HistoryPoint::getStep).containsExactly(100L, 200L, 250L, 300L);
    assertThat(points.get(0).hasToPrevious()).isFalse();
    assertThat(points.get(0).getToBest().getStep()).isEqualTo(200);
    assertThat(points.get(1).hasToBest()).isFalse();
    assertThat(points.get(1).getToPrevious().getStep()).isEqualTo(100);
    assertThat(points.get(2).hasToBest()).isFalse();
    assertThat(points.get(3).getToPrevious().getStep()).isEqualTo(200);
    assertThat(points.get(3).getToBest().getConfidence()).isEqualTo(RunTerms.confidence(2));
    MetricDifference fid =
        HistoryTables.find(points.get(3).getToBest(), ReportedMetric.FID).orElseThrow();
    Difference expected =
        HistoryExamples.terms(5, 3)
            .minus(HistoryExamples.terms(4, 2), RunTerms.confidence(2))
            .get("fid");
    assertThat(fid.getValue()).isEqualTo(1);
    assertThat(fid.getInterval().getLow()).isEqualTo(expected.interval().orElseThrow().low());
    assertThat(fid.getMethod()).isEqualTo(Difference.Method.GROUP_JACKKNIFE.description());
    assertThat(fid.hasWhyNotPaired()).isFalse();
    assertThat(series.getBestList().get(0).getMetric()).isEqualTo("fid");
    assertThat(series.getBestList().get(0).getCheckpoint()).isEqualTo("/runs/7/ema_000200.pt");
  }

  @Test
  void differencesWithoutTermsSaySo() throws IOException {
    records.write(HistoryExamples.measured(SERIES, 100, 9), Optional.empty());
    records.write(
        HistoryExamples.measured(SERIES, 200, 4), Optional.of(HistoryExamples.terms(4, 2)));

    HistoryPoint point = HistoryFiles.rebuild(store).getSeries(0).getPoints(0);

    MetricDifference fid = HistoryTables.find(point.getToBest(), ReportedMetric.FID).orElseThrow();
    assertThat(fid.getValue()).isEqualTo(5);
    assertThat(fid.getInterval().getLow()).isCloseTo(5 - Math.hypot(0.5, 0.5), within(1e-12));
    assertThat(fid.getMethod()).isEqualTo("root of the sum of both squared half-widths");
    assertThat(fid.getWhyNotPaired())
        .isEqualTo("the values behind the metrics of one of the results are not in the history");
    MetricDifference score =
        HistoryTables.find(point.getToBest(), ReportedMetric.INCEPTION_SCORE).orElseThrow();
    assertThat(score.getValue()).isCloseTo(4.0 / 9, within(1e-12));
    assertThat(score.getInterval().getLow()).isBetween(0.4, 4.0 / 9);
  }

  @Test
  void theFilesAreTheSameHoweverOftenAndInWhicheverOrder() throws IOException {
    writeThree();
    HistoryFiles.rebuild(store);
    String csv = StoreFormat.readUtf8(store, "history.csv");
    String json = StoreFormat.readUtf8(store, "history.json");
    String lines = StoreFormat.readUtf8(store, "history.jsonl");

    HistoryFiles.rebuild(store);
    assertThat(StoreFormat.readUtf8(store, "history.json")).isEqualTo(json);
    store.delete("history/index.binpb");
    HistoryFiles.rebuild(store);
    assertThat(StoreFormat.readUtf8(store, "history.csv")).isEqualTo(csv);
    assertThat(StoreFormat.readUtf8(store, "history.json")).isEqualTo(json);
    assertThat(StoreFormat.readUtf8(store, "history.jsonl")).isEqualTo(lines);

    History.Builder read = History.newBuilder();
    JsonFormat.parser().merge(json, read);
    assertThat(read.build()).isEqualTo(HistoryFiles.rebuild(store));
    String[] rows = csv.split("\r\n", -1);
    assertThat(rows).hasSize(6);
    assertThat(rows[0]).startsWith("series,stage,step,checkpoint,sha256,outcome,superseded,");
    assertThat(rows[0]).contains(",fid,fid_low,fid_high,").contains(",inceptionScore_over_best,");
    assertThat(rows[3]).contains(",base,250,/runs/7/ema_000250.pt,").contains(",'=not a zip,");
    int columns = rows[0].split(",", -1).length;
    assertThat(rows[1].split(",", -1)).hasSize(columns);
    assertThat(lines.split("\n")).hasSize(4);
    HistoryPoint.Builder last = HistoryPoint.newBuilder();
    JsonFormat.parser().merge(lines.split("\n")[3], last);
    assertThat(last.build()).isEqualTo(read.getSeries(0).getPoints(3));
  }

  @Test
  void aRecordThatChangedIsReadAgain() throws IOException {
    RecordName name = records.write(HistoryExamples.measured(SERIES, 100, 9), Optional.empty());
    HistoryFiles.rebuild(store);
    store.delete(name.object());
    records.write(HistoryExamples.measured(SERIES, 100, 8), Optional.empty());
    assertThat(HistoryFiles.rebuild(store).getSeries(0).getBest(0).getValue()).isEqualTo(8);

    store.delete(name.object());
    assertThat(HistoryFiles.rebuild(store).getSeriesList()).isEmpty();
  }

  @Test
  void anIndexThatCannotBeReadIsMadeAgain() throws IOException {
    writeThree();
    History history = HistoryFiles.rebuild(store);
    store.replace("history/index.binpb", output -> output.write(new byte[] {7, 7, 7}));
    assertThat(HistoryFiles.rebuild(store)).isEqualTo(history);
  }

  @Test
  void aRecordThatCannotBeReadIsNamed() throws IOException {
    RecordName name = records.write(HistoryExamples.measured(SERIES, 100, 9), Optional.empty());
    store.replace(name.object(), output -> output.write(new byte[] {7, 7, 7}));
    assertThatThrownBy(() -> HistoryFiles.rebuild(store))
        .isInstanceOf(StoreFormat.MalformedObjectException.class)
        .hasMessageContaining(name.object());
  }

  @Test
  void aStepWhoseFileWasReplacedCountsOnce() throws IOException {
    HistoryRecord first = HistoryExamples.measured(SERIES, 100, 3);
    HistoryRecord.Builder second = HistoryExamples.measured(SERIES, 100, 6).toBuilder();
    second.getCheckpointBuilder().setSha256(HistoryExamples.sha256("replaced")).setSize(5);
    records.write(first, Optional.empty());
    records.write(second.setFinishedAt("2030-01-01T00:00:00Z").build(), Optional.empty());

    SeriesHistory series = HistoryFiles.rebuild(store).getSeries(0);

    assertThat(series.getPointsList())
        .extracting(point -> point.getResult().getMetrics().getFid(), HistoryPoint::getSuperseded)
        .containsExactlyInAnyOrder(tuple(3.0, true), tuple(6.0, false));
    assertThat(series.getBest(0).getValue()).isEqualTo(6);
  }

  @Test
  void resultsOfOtherSettingsAreAnotherSeries() throws IOException {
    RunConfiguration.Builder other = HistoryExamples.configuration().toBuilder();
    other.getGenerationBuilder().setSeed(8);
    HistorySeries second =
        SeriesOfResults.of(
            HistoryStage.HISTORY_BASE, other.build(), HistoryExamples.fingerprints(), "fp32");
    records.write(HistoryExamples.measured(SERIES, 100, 3), Optional.empty());
    records.write(HistoryExamples.measured(second, 200, 6), Optional.empty());

    History history = HistoryFiles.rebuild(store);

    assertThat(history.getSeriesList())
        .extracting(SeriesHistory::getSeriesId)
        .containsExactly(SeriesOfResults.id(second), SeriesOfResults.id(SERIES));
    assertThat(history.getSeries(0).getPoints(0).hasToPrevious()).isFalse();
  }

  @Test
  void intervalsHoldTogetherForTheNextPowerOfTwo() {
    assertThat(List.of(0, 1, 2, 3, 4, 5, 16, 17).stream().map(HistorySummary::comparisons))
        .containsExactly(1, 1, 2, 4, 4, 8, 16, 32);
  }
}
