package io.upstack.stages.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.HistoryRecord;
import io.upstack.proto.HistorySeries;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history of years: 10,000 checkpoints with results. */
@Tag("slow")
class ManyRecordsTest {
  private static final int RECORDS = 10_000;

  @TempDir private Path directory;

  @Test
  void whatHasResultsIsListedInUnderTwoSeconds() throws IOException {
    write(RECORDS);
    try (ObjectStore store = ObjectStores.open(directory.toString())) {
      HistoryRecords records = new HistoryRecords(store);
      Instant start = Instant.now();
      int listed = records.names().size();
      Duration took = Duration.between(start, Instant.now());
      assertThat(listed).isEqualTo(RECORDS);
      assertThat(took).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void filesAreMadeAgainWithoutWorkForEachResult() throws IOException {
    int records = 1000;
    write(records);
    try (ObjectStore store = ObjectStores.open(directory.toString())) {
      assertThat(HistoryFiles.rebuild(store).getSeries(0).getPointsList()).hasSize(records);
      Instant again = Instant.now();
      HistoryFiles.rebuild(store);
      assertThat(Duration.between(again, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }
  }

  /** Writes files as a copied directory has them, because the store takes a while for so many. */
  private void write(int records) throws IOException {
    HistorySeries series = HistoryExamples.series();
    for (int step = 1; step <= records; step++) {
      HistoryRecord record =
          HistoryExamples.measured(series, step, 3 + Math.abs(step - 6_000) / 1000.0);
      Path file = directory.resolve(RecordName.of(record).object());
      Files.createDirectories(file.getParent());
      Files.write(file, record.toByteArray());
    }
  }
}
