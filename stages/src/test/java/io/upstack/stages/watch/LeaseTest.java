package io.upstack.stages.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.WatchLease;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeaseTest {
  private static final WatchLease ELSEWHERE =
      WatchLease.newBuilder()
          .setHolder("another host process 7")
          .setNamespace("another kernel")
          .setProcess(7)
          .setProcessStarted(1)
          .build();

  @TempDir private Path directory;
  private final SetClock clock = new SetClock();
  private ObjectStore store;

  @BeforeEach
  void openStore() throws IOException {
    store = ObjectStores.open(directory.toString());
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  @Test
  void isHeldByOneUntilItIsReleased() throws IOException {
    Lease lease = Lease.take(store, "work", clock).orElseThrow();

    assertThat(Lease.take(store, "work", clock)).isEmpty();
    assertThat(Lease.take(store, "work", clock, ELSEWHERE)).isEmpty();
    assertThat(Lease.take(store, "other", clock, ELSEWHERE)).isPresent();
    assertThat(Lease.holder(store, "work").orElseThrow())
        .endsWith(" process " + ProcessHandle.current().pid());

    lease.release();

    assertThat(Lease.holder(store, "work")).isEmpty();
    assertThat(Lease.take(store, "work", clock, ELSEWHERE)).isPresent();
  }

  @Test
  void endsWhenItIsNotRenewed() throws IOException {
    Lease lease = Lease.take(store, "work", clock, ELSEWHERE).orElseThrow();
    clock.advance(Lease.DURATION.minusSeconds(1));
    assertThat(Lease.take(store, "work", clock)).isEmpty();
    assertThat(lease.renew()).isTrue();
    clock.advance(Lease.DURATION.minusSeconds(1));
    assertThat(Lease.take(store, "work", clock)).isEmpty();

    clock.advance(Duration.ofSeconds(2));
    Optional<Lease> next = Lease.take(store, "work", clock);

    assertThat(next).isPresent();
    assertThat(lease.renew()).isFalse();
    lease.release();
    assertThat(Lease.holder(store, "work").orElseThrow()).contains(" process ");
    assertThat(next.orElseThrow().renew()).isTrue();
  }

  @Test
  void endsAtOnceWhenAProcessOfThisMachineIsGone() throws Exception {
    Lease own = Lease.take(store, "own", clock).orElseThrow();
    assertThat(own.renew()).isTrue();
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    WatchLease gone =
        StoreFormat.readMessage(store, Lease.DIRECTORY + "own.textproto", WatchLease.newBuilder())
            .setProcess(process.pid())
            .setProcessStarted(1)
            .build();
    assertThat(Lease.take(store, "work", clock, gone)).isPresent();

    assertThat(Lease.take(store, "work", clock)).isPresent();
  }

  @Test
  void isTakenByOneOfManyThatTry() throws Exception {
    for (int round = 0; round < 5; round++) {
      String work = "work" + round;
      int threads = 8;
      CyclicBarrier start = new CyclicBarrier(threads);
      ExecutorService executor = Executors.newFixedThreadPool(threads);
      try {
        List<Callable<Optional<Lease>>> tries =
            IntStream.range(0, threads)
                .<Callable<Optional<Lease>>>mapToObj(
                    thread ->
                        () -> {
                          start.await();
                          return Lease.take(store, work, clock);
                        })
                .toList();
        int taken = 0;
        for (Future<Optional<Lease>> result : executor.invokeAll(tries)) {
          taken += result.get().isPresent() ? 1 : 0;
        }
        assertThat(taken).isEqualTo(1);
      } finally {
        executor.shutdownNow();
      }
    }
  }

  private static final class SetClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
