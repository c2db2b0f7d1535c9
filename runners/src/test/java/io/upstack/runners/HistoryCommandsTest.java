package io.upstack.runners;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.HistoryFailure;
import io.upstack.proto.HistoryRecord;
import io.upstack.proto.HistorySeries;
import io.upstack.proto.HistoryStage;
import io.upstack.stages.history.HistoryRecords;
import io.upstack.stages.history.SeriesOfResults;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCommandsTest {
  @TempDir private Path directory;

  private static HistoryRecord.Builder record(long step, long seed) {
    HistorySeries.Builder series =
        HistorySeries.newBuilder().setStage(HistoryStage.HISTORY_BASE).setPrecision("fp32");
    series.getGenerationBuilder().setSeed(seed);
    HistoryRecord.Builder record =
        HistoryRecord.newBuilder()
            .setStep(step)
            .setSeries(series)
            .setSeriesId(SeriesOfResults.id(series.build()))
            .setFinishedAt("2026-01-01T00:00:%02dZ".formatted(step));
    record.getCheckpointBuilder().setLocation("/runs/ema_%d.pt".formatted(step)).setSize(step);
    return record;
  }

  private static HistoryRecord measured(long step, long seed, double fid, double recall) {
    HistoryRecord.Builder record = record(step, seed);
    record.getResultBuilder().getMetricsBuilder().setFid(fid).setRecall(recall);
    return record.build();
  }

  private void write(HistoryRecord... records) throws IOException {
    try (ObjectStore store = ObjectStores.open(directory.toString())) {
      for (HistoryRecord record : records) {
        new HistoryRecords(store).write(record, Optional.empty());
      }
    }
  }

  @Test
  void theTableNamesTheBestAndTheFailed() throws IOException {
    write(
        measured(10, 1, 7.25, 0.5),
        measured(20, 1, 4.5, 0.25),
        record(30, 1).setFailure(HistoryFailure.newBuilder().setReason("not a zip\nmore")).build());

    CommandLineRun run = CommandLineRun.of("history", directory);

    assertThat(run.errors()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.output().get(0))
        .isEqualTo("series %s: checkpoints of the base network", record(1, 1).getSeriesId());
    assertThat(run.output().get(2)).contains("7.25", "0.500", "2.75", "/runs/ema_10.pt");
    assertThat(run.output().get(3)).contains("4.50", "best", "/runs/ema_20.pt");
    assertThat(run.output().get(4)).endsWith("/runs/ema_30.pt: failed: not a zip");
    assertThat(directory.resolve("history.csv")).isNotEmptyFile();
    assertThat(CommandLineRun.of("history", directory, "--json").output())
        .isEqualTo(Files.readAllLines(directory.resolve("history.json")));
  }

  @Test
  void theBestOfEachMetricIsNamed() throws IOException {
    write(measured(10, 1, 7, 0.5), measured(20, 1, 4, 0.25), measured(5, 2, 1, 0.1));
    assertThat(CommandLineRun.of("best", directory).output()).containsExactly("/runs/ema_20.pt");
    assertThat(CommandLineRun.of("best", directory, "--metric=recall").output())
        .containsExactly("/runs/ema_10.pt");
    String other = record(5, 2).getSeriesId().substring(0, 8);
    assertThat(CommandLineRun.of("best", directory, "--series=" + other).output())
        .containsExactly("/runs/ema_5.pt");
    assertThat(directory.resolve("history.csv")).doesNotExist();
  }

  @Test
  void whatCannotBeAnsweredIsNamed() throws IOException {
    Path missing = directory.resolve("missing");
    CommandLineRun none = CommandLineRun.of("history", missing);
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.errors()).contains("DIR: there is no directory '%s'".formatted(missing));
    assertThat(missing).doesNotExist();
    assertThat(CommandLineRun.of("best", directory).errors())
        .contains(
            "DIR: '%s' has no results of checkpoints in history/records/: expected the output of a watch"
                .formatted(directory));

    write(measured(10, 1, 7, 0.5));
    CommandLineRun wrong = CommandLineRun.of("best", directory, "--metric=fida", "--series=zz");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.errors())
        .contains(
            "--metric: no metric is called 'fida', expected one of fid, sfid, inceptionScore,",
            "--series: no series begin with 'zz', expected one of " + record(1, 1).getSeriesId());
    assertThat(CommandLineRun.of("best", directory, "--metric=kid").errors())
        .contains(
            "--metric: no checkpoint of the series %s has a KID"
                .formatted(record(1, 1).getSeriesId()));
  }
}
