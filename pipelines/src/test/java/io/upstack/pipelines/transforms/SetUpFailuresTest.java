package io.upstack.pipelines.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.AttemptLimit;
import io.upstack.stages.shards.Worker;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetUpFailuresTest {
  private static final IOException CAUSE = new IOException("no such checkpoint:\n  base.pt");

  @TempDir private Path folder;
  private ObjectStore store;
  private long now;
  private final List<Duration> pauses = new ArrayList<>();
  private final SetUpFailures failures =
      new SetUpFailures(
          () -> now,
          pause -> {
            pauses.add(pause);
            now += pause.toNanos();
          });

  @BeforeEach
  void open() throws IOException {
    store = ObjectStores.open(folder.toString());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void theOnlyWorkerEndsTheJobAfterThreeFailures() throws IOException {
    assertThat(fail(1)).isEmpty();
    assertThat(fail(1)).isEmpty();

    assertThat(fail(1))
        .contains(
            "%s could not be set up (3 times): no such checkpoint: base.pt; given up"
                .formatted(Worker.name()));
    failures.pause();
    assertThat(pauses).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  @Test
  void oneOfSeveralDeclinesAndTriesAgainAfterPausesThatGrow() throws IOException {
    note("able/base/other", "worker: 'other'");
    for (int i = 0; i < 40; i++) {
      assertThat(fail(2)).as("failure %d", i).isEmpty();
    }

    assertThat(Duration.ofNanos(now)).isGreaterThan(SetUpFailures.PATIENCE);
    assertThat(pauses).endsWith(Duration.ofMinutes(1)).startsWith(Duration.ofSeconds(5));
  }

  @Test
  void whereEveryWorkerFailsTheJobEnds() throws IOException {
    note("set-up/other", "process: 'other' attempt: 3 failure: 'no such checkpoint'");
    assertThat(fail(2)).isEmpty();
    assertThat(fail(2)).isEmpty();

    assertThat(fail(2)).isPresent();
  }

  @Test
  void aDeviceThatIsTakenForTenMinutesEndsAJobOfWhichNobodyMakesAnything() {
    now = SetUpFailures.PATIENCE.toNanos();

    assertThat(
            failures.failed(
                new IllegalStateException("cuda:0 is used by another"),
                0,
                Optional.of(store),
                limit(2)))
        .contains(
            "%s could not be set up (once): cuda:0 is used by another; given up"
                .formatted(Worker.name()));
  }

  @Test
  void aStoreThatRefusesEndsTheJobOfTheOnlyWorkerAlone() {
    for (int i = 1; i <= 3; i++) {
      assertThat(failures.failed(CAUSE, now, Optional.empty(), limit(2))).isEmpty();
    }
    assertThat(failures.message(CAUSE))
        .as("what the command that follows the job counts")
        .isEqualTo(
            "%s could not reach the output (3 times): no such checkpoint: base.pt"
                .formatted(Worker.name()));
    SetUpFailures only = new SetUpFailures(() -> now, pause -> {});
    only.failed(CAUSE, now, Optional.empty(), limit(1));
    only.failed(CAUSE, now, Optional.empty(), limit(1));

    assertThat(only.failed(CAUSE, now, Optional.empty(), limit(1))).isPresent();
  }

  @Test
  void whatSucceedsInTheEndIsForgotten() throws IOException {
    fail(2);
    assertThat(store.list("attempts/launch/notices/set-up/")).hasSize(1);

    failures.succeeded(store, limit(2));

    assertThat(store.list("attempts/")).isEmpty();
    failures.pause();
    assertThat(pauses).as("only the one before").isEmpty();
  }

  private Optional<String> fail(int workers) throws IOException {
    failures.pause();
    return failures.failed(CAUSE, now, Optional.of(store), limit(workers));
  }

  private void note(String name, String text) throws IOException {
    StoreFormat.writeUtf8(store, "attempts/launch/notices/" + name, text);
  }

  private static AttemptLimit limit(int workers) {
    return AttemptLimit.newBuilder().setLaunch("launch").setLimit(3).setWorkers(workers).build();
  }
}
