package io.upstack.runners.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.HistoryCheckpoint;
import io.upstack.proto.HistoryResult;
import io.upstack.proto.HistorySeries;
import io.upstack.proto.HistoryStage;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.stages.history.HistoryRecords;
import io.upstack.stages.history.RecordName;
import io.upstack.stages.history.SeriesOfResults;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ListedFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.watch.CheckpointPattern;
import io.upstack.stages.watch.Gate;
import io.upstack.stages.watch.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatcherTest {
  private static final HistorySeries SERIES =
      HistorySeries.newBuilder().setStage(HistoryStage.HISTORY_BASE).build();
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path directory;
  private Path folder;
  private ObjectStore store;
  private final FakeEvaluation evaluation = new FakeEvaluation();
  private final WatchService service = new WatchService(Clock.fixed(NOW, ZoneOffset.UTC));

  @BeforeEach
  void openStore() throws IOException {
    folder = Files.createDirectory(directory.resolve("checkpoints"));
    store = ObjectStores.open(directory.resolve("out").toString());
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  @Test
  void evaluatesTheNewestFirstAndNoMoreThanAskedFor() throws Exception {
    write(100);
    write(200);
    write(300);

    assertThat(watch(2, Optional.empty())).isEqualTo(ExitStatus.DONE);
    assertThat(evaluation.names).containsExactly("ema_300.pt", "ema_200.pt");
    assertThat(watch(2, Optional.empty())).isEqualTo(ExitStatus.DONE);
    assertThat(evaluation.names).containsExactly("ema_300.pt", "ema_200.pt", "ema_100.pt");
    assertThat(watch(2, Optional.empty())).isEqualTo(ExitStatus.DONE);
    assertThat(evaluation.names).hasSize(3);
  }

  @Test
  void recordsABrokenCheckpointAndTriesItAgainOnlyWhenItChanges() throws Exception {
    write(100);
    write(200);
    evaluation.broken.add("ema_200.pt");

    assertThat(watch(9, Optional.empty())).isEqualTo(ExitStatus.DONE);
    assertThat(watch(9, Optional.empty())).isEqualTo(ExitStatus.DONE);
    assertThat(evaluation.names).containsExactly("ema_200.pt", "ema_100.pt");
    assertThat(new HistoryRecords(store).names())
        .extracting(RecordName::failed)
        .containsExactly(false, true);

    evaluation.broken.clear();
    Files.writeString(file(200), "another content");
    touch(200, NOW.minusSeconds(1000));
    watch(9, Optional.empty());

    assertThat(evaluation.names).containsExactly("ema_200.pt", "ema_100.pt", "ema_200.pt");
  }

  @Test
  void givesUpAfterThreeFailuresForUnknownReasons() throws Exception {
    write(100);
    evaluation.failing.add("ema_100.pt");

    assertThat(watch(9, Optional.empty())).isEqualTo(ExitStatus.FAILED);
    assertThat(watch(9, Optional.empty())).isEqualTo(ExitStatus.FAILED);
    assertThat(new HistoryRecords(store).names()).isEmpty();
    assertThat(watch(9, Optional.empty())).isEqualTo(ExitStatus.DONE);

    HistoryRecords history = new HistoryRecords(store);
    assertThat(history.read(history.names().get(0)).getFailure().getReason())
        .isEqualTo("the disk is full (3 times)");
  }

  @Test
  void leavesFilesThatAreBeingWrittenAndStepsThatTwoFilesHave() throws Exception {
    write(100);
    touch(100, NOW.minusSeconds(10));
    write(200);
    evaluation.cut.add("ema_200.pt");
    write(300);
    Files.writeString(folder.resolve("ema_0300.pt"), "the same step");

    assertThat(watch(9, Optional.empty())).isEqualTo(ExitStatus.DONE);
    assertThat(evaluation.names).isEmpty();

    touch(200, NOW.minusSeconds(5000));
    watch(9, Optional.empty());
    assertThat(evaluation.names).containsExactly("ema_200.pt");
  }

  @Test
  void doesNotEvaluateATouchedFileAgain() throws Exception {
    write(100);
    watch(9, Optional.empty());
    touch(100, NOW.minusSeconds(500));

    watch(9, Optional.empty());

    assertThat(evaluation.names).containsExactly("ema_100.pt");
  }

  @Test
  void twoWatchersNeverEvaluateTheSameCheckpoint() throws Exception {
    write(100);
    write(200);
    write(300);
    Watcher second = watcher(settings(9, Optional.empty()));
    evaluation.during =
        () -> {
          evaluation.during = () -> {};
          assertThat(second.watch()).isEqualTo(ExitStatus.DONE);
        };

    assertThat(watch(9, Optional.empty())).isEqualTo(ExitStatus.DONE);

    assertThat(evaluation.names).containsExactly("ema_300.pt", "ema_200.pt", "ema_100.pt");
    assertThat(new HistoryRecords(store).names()).hasSize(3);
    assertThat(store.times(Lease.DIRECTORY)).isEmpty();
  }

  @Test
  void takesOverAClaimThatWasNotRenewed() throws Exception {
    write(100);
    CheckpointFolder.Found found =
        CheckpointFolder.find(settings(9, Optional.empty()).checkpoints()).get(0);
    String work = SeriesOfResults.id(SERIES) + "-" + RecordName.stamp(found.checkpoint());
    Clock earlier = Clock.fixed(NOW.minus(Lease.DURATION).plusSeconds(1), ZoneOffset.UTC);
    assertThat(Lease.take(store, work, earlier)).isPresent();
    assertThat(watch(9, Optional.empty())).isEqualTo(ExitStatus.DONE);
    assertThat(evaluation.names).isEmpty();

    store.delete(Lease.DIRECTORY + work + ".textproto");
    Clock tooEarly = Clock.fixed(NOW.minus(Lease.DURATION).minusSeconds(1), ZoneOffset.UTC);
    assertThat(Lease.take(store, work, tooEarly)).isPresent();
    assertThat(watch(9, Optional.empty())).isEqualTo(ExitStatus.DONE);
    assertThat(evaluation.names).containsExactly("ema_100.pt");
  }

  @Test
  void removesClaimsAndCountsThatNobodyNeedsAnyMore() throws Exception {
    write(100);
    evaluation.failing.add("ema_100.pt");
    watch(9, Optional.empty());
    assertThat(store.times("watch/attempts/")).hasSize(1);
    evaluation.failing.clear();
    Path old = directory.resolve("out").resolve(Lease.DIRECTORY + "old.textproto");
    Files.createDirectories(old.getParent());
    Files.writeString(old, "");
    Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofDays(30))));

    watch(9, Optional.empty());

    assertThat(store.times("watch/")).isEmpty();
  }

  @Test
  void saysByItsStatusThatAResultMeetsTheCondition() throws Exception {
    Optional<Gate> gate = Optional.of(Gate.parse("fid > best + 0.5"));
    write(100);
    evaluation.fids.put("ema_100.pt", 10.0);
    assertThat(watch(9, gate)).isEqualTo(ExitStatus.DONE);
    write(200);
    evaluation.fids.put("ema_200.pt", 10.5);
    assertThat(watch(9, gate)).isEqualTo(ExitStatus.DONE);
    write(300);
    evaluation.fids.put("ema_300.pt", 10.6);
    assertThat(watch(9, gate)).isEqualTo(ExitStatus.GATE);
  }

  @Test
  void looksAtTenThousandResultsQuickly() throws Exception {
    Path records = directory.resolve("out");
    for (int step = 0; step < 10_000; step++) {
      write(step);
    }
    for (CheckpointFolder.Found found :
        CheckpointFolder.find(settings(9, Optional.empty()).checkpoints())) {
      HistoryCheckpoint checkpoint = found.checkpoint();
      Path record =
          records.resolve(
              new RecordName(
                      SeriesOfResults.id(SERIES),
                      found.step(),
                      RecordName.stamp(checkpoint),
                      "0123456789abcdef",
                      false)
                  .object());
      Files.createDirectories(record.getParent());
      Files.createFile(record);
    }
    Watcher watcher = watcher(settings(9, Optional.empty()));
    assertThat(watcher.folder().look().pending()).isEmpty();

    long start = System.nanoTime();
    assertThat(watcher.folder().look().pending()).isEmpty();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  private ExitStatus watch(int most, Optional<Gate> gate) throws Exception {
    return watcher(settings(most, gate)).watch();
  }

  private Watcher watcher(WatchSettings settings) {
    return new Watcher(
        settings,
        SERIES,
        store,
        evaluation,
        Clock.fixed(NOW, ZoneOffset.UTC),
        new Watcher.Pause() {
          @Override
          public boolean until(Instant time) {
            return true;
          }

          @Override
          public boolean isOver() {
            return false;
          }
        },
        service);
  }

  private WatchSettings settings(int most, Optional<Gate> gate) {
    return new WatchSettings(
        CheckpointPattern.parse(folder + "/ema_{step}.pt"),
        HistoryStage.HISTORY_BASE,
        new Schedule.Once(),
        true,
        most,
        Duration.ofSeconds(60),
        Duration.ofSeconds(3600),
        gate,
        new Hooks(Optional.empty(), Optional.empty(), Duration.ofSeconds(1)),
        Optional.empty(),
        directory.resolve("out").toString());
  }

  private Path file(int step) {
    return folder.resolve("ema_" + step + ".pt");
  }

  private void write(int step) throws IOException {
    Files.writeString(file(step), "content of " + step);
    touch(step, NOW.minusSeconds(100));
  }

  private void touch(int step, Instant time) throws IOException {
    Files.setLastModifiedTime(file(step), FileTime.from(time));
  }

  /** What happens while a checkpoint is evaluated. */
  private interface Meanwhile {
    void happen() throws Exception;
  }

  private static final class FakeEvaluation implements Evaluation {
    private final List<String> names = new ArrayList<>();
    private final Set<String> broken = new HashSet<>();
    private final Set<String> failing = new HashSet<>();
    private final Set<String> cut = new HashSet<>();
    private final Map<String, Double> fids = new HashMap<>();
    private Meanwhile during = () -> {};

    @Override
    public void begin() {}

    @Override
    public boolean isCut(ListedFile checkpoint) {
      return cut.contains(checkpoint.name());
    }

    @Override
    public Evaluated evaluate(ListedFile checkpoint) throws Exception {
      names.add(checkpoint.name());
      during.happen();
      if (failing.contains(checkpoint.name())) {
        throw new IOException("the disk is full");
      }
      if (broken.contains(checkpoint.name())) {
        throw new BrokenCheckpointException("it is broken", new IOException());
      }
      HistoryResult.Builder result = HistoryResult.newBuilder().setNumSamples(24);
      result.getMetricsBuilder().setFid(fids.getOrDefault(checkpoint.name(), 1.0));
      return new Evaluated(
          result.build(), InputFile.of(checkpoint.location()).sha256(), Optional.empty());
    }
  }
}
