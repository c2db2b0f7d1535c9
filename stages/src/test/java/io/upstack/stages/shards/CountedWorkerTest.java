package io.upstack.stages.shards;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.AttemptRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.PassingObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountedWorkerTest {
  private static final Shard SHARD =
      Shard.newBuilder().setIndex(3).setFirstSample(12).setSamples(4).build();
  private static final Shard NEIGHBOUR =
      Shard.newBuilder().setIndex(4).setFirstSample(16).setSamples(4).build();
  private static final String FAILURE =
      "stage one, shard 3 (samples 12 to 15): the network is of another shape";

  private static final String PUT_OFF = "put off";

  @TempDir private Path folder;
  private final Map<String, ProcessHealth> processes = new HashMap<>();
  private final List<String> ended = new ArrayList<>();
  private final AtomicReference<Runnable> whilePausing = new AtomicReference<>(() -> {});
  private ObjectStore store;
  private final CountingStage healthy = CountingStage.of("one");
  private final CountingStage failing =
      new CountingStage(
          "one",
          (shard, from, progress) -> {
            throw new IllegalStateException("the network is of another shape");
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
  void aShardThatIsDoneLeavesNoMark() throws IOException {
    ShardResult result = worker(1, "a", healthy).work(SHARD).orElseThrow();

    assertThat(result.hasFailure()).isFalse();
    assertThat(result.getObjectsCount()).isEqualTo(1);
    assertThat(store.list("attempts/launch/one/")).isEmpty();
    ShardAttempts.forget(store, limit(1));
    assertThat(folder.resolve("attempts")).doesNotExist();
  }

  @Test
  void aJobThatIsDoneForgetsWhatItNotedAndNothingOfAnother() throws IOException {
    die("a", ShardAttempts.Manner.ORDINARY);
    new WorkerNotices(store, limit(1), "a").able("base");
    AttemptLimit other = limit(1).toBuilder().setLaunch("launch-2").build();
    new WorkerNotices(store, other, "b").able("base");

    ShardAttempts.forget(store, limit(1));

    assertThat(store.list("attempts/"))
        .singleElement()
        .satisfies(left -> assertThat(left.name()).startsWith("attempts/launch-2/notices/able/"));
  }

  @Test
  void whatALostJobNotedIsForgottenOnceNobodyCanUseIt() throws IOException {
    die("a", ShardAttempts.Manner.ORDINARY);
    new WorkerNotices(store, limit(1), "a").able("base");

    ShardAttempts.forgetOld(store, later(PassingObjects.LEFTOVER_AFTER.minusHours(1)));
    assertThat(store.list("attempts/")).hasSize(2);

    ShardAttempts.forgetOld(store, later(PassingObjects.LEFTOVER_AFTER.plusHours(1)));
    assertThat(folder.resolve("attempts")).doesNotExist();
  }

  private static Clock later(Duration time) {
    return Clock.offset(Clock.systemUTC(), time);
  }

  @Test
  void theOnlyWorkerMakesAllThreeAttempts() throws IOException {
    ShardResult result = worker(1, "a", failing).work(SHARD).orElseThrow();

    assertThat(result.getShard()).isEqualTo(SHARD);
    assertThat(result.getFailure())
        .isEqualTo(
            "%s; given up after 3 attempts, on %s, %s, %s"
                .formatted(FAILURE, Worker.name(), Worker.name(), Worker.name()));
    // Nobody begins it again.
    assertThat(worker(1, "a", healthy).work(SHARD)).contains(result);
    assertThat(healthy.shardsMade()).isZero();
    assertThat(attempts(1, "a").of(SHARD))
        .extracting(AttemptRecord::getAttempt)
        .containsExactly(1, 2, 3);
  }

  @Test
  void oneBrokenWorkerOfSeveralGivesNoShardUp() throws IOException {
    CountedWorker broken = worker(3, "broken", failing);
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(broken.work(SHARD)).as(PUT_OFF).isEmpty();
    }

    assertThat(worker(3, "sound", healthy).work(SHARD).orElseThrow().hasFailure()).isFalse();
    assertThat(store.list("attempts/launch/one/")).isEmpty();
    assertThat(store.list("attempts/launch/notices/wanted/")).isEmpty();
  }

  @Test
  void failuresCountByWorkersAsFarAsThereAreSeveral() {
    assertThat(worker(2, "a", failing).work(SHARD)).as(PUT_OFF).isEmpty();
    assertThat(worker(2, "a", failing).work(SHARD)).as(PUT_OFF).isEmpty();

    assertThat(worker(2, "b", failing).work(SHARD).orElseThrow().getFailure())
        .startsWith(FAILURE + "; given up after 3 attempts, on ");
  }

  @Test
  void aWorkerWhoseFellowsAreGoneGivesAShardUpInTheEnd() {
    CountedWorker worker = worker(2, "a", failing);
    for (int attempt = 1; attempt <= 5; attempt++) {
      assertThat(worker.work(SHARD)).as(PUT_OFF).isEmpty();
    }

    assertThat(worker.work(SHARD).orElseThrow().getFailure())
        .startsWith(FAILURE + "; given up after 6 attempts, on ");
    assertThat(ended).as("no other worker is known to do better").isEmpty();
  }

  @Test
  void whoHasNothingElseToDoHelpsOnceWithWhatFailedElsewhere() {
    assertThat(worker(2, "a", failing).work(SHARD)).as(PUT_OFF).isEmpty();
    worker(2, "a", healthy).help();
    assertThat(healthy.shardsMade()).as("it failed here").isZero();

    worker(2, "b", healthy).help();
    worker(2, "b", healthy).help();

    assertThat(healthy.shardsMade()).isEqualTo(1);
    ShardResult found = worker(2, "a", failing).work(SHARD).orElseThrow();
    assertThat(found.hasFailure()).isFalse();
    assertThat(found.getWorkList()).as("found done").isEmpty();
  }

  @Test
  void whoIsGivenAShardWaitsForOneThatHelpsWithIt() throws IOException {
    assertThat(worker(2, "a", failing).work(SHARD)).as(PUT_OFF).isEmpty();
    ShardAttempts helper = attempts(2, "b");
    AttemptRecord helping =
        helper.begin(SHARD, "one", helper.of(SHARD), ShardAttempts.Manner.HELPING);
    whilePausing.set(() -> recordFailure(helper, helping));

    ShardResult third = worker(2, "a", failing).work(SHARD).orElseThrow();

    assertThat(third.getFailure()).contains("; given up after 3 attempts, on ");
  }

  @Test
  void aProcessThatDiesMakesItsShardsSuspectedAndOnlyDeathsAloneCount() throws IOException {
    die("a", ShardAttempts.Manner.ORDINARY);
    die("b", ShardAttempts.Manner.ALONE);
    die("c", ShardAttempts.Manner.ALONE);
    assertThat(attempts(4, "d").isSpent(attempts(4, "d").of(SHARD)))
        .as("three machines that were taken away")
        .isFalse();
    die("d", ShardAttempts.Manner.ALONE);

    ShardResult result = worker(4, "e", healthy).work(SHARD).orElseThrow();

    String died = Worker.name() + " (died or was lost)";
    assertThat(result.getFailure())
        .isEqualTo(
            "stage one, shard 3 (samples 12 to 15): its process ends each time; given up after 4"
                + " attempts, on %s, %s, %s, %s".formatted(died, died, died, died));
    assertThat(healthy.shardsMade()).isZero();
  }

  @Test
  void deathsAndFailuresCountApart() throws IOException {
    die("a", ShardAttempts.Manner.ALONE);
    die("b", ShardAttempts.Manner.ALONE);
    assertThat(worker(3, "c", failing).work(SHARD)).as(PUT_OFF).isEmpty();
    assertThat(worker(3, "d", failing).work(SHARD)).as(PUT_OFF).isEmpty();

    assertThat(worker(3, "e", healthy).work(SHARD).orElseThrow().hasFailure()).isFalse();
  }

  @Test
  void aSuspectedShardIsAloneInItsProcess() throws Exception {
    die("a", ShardAttempts.Manner.ORDINARY);
    CountDownLatch isAtWork = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger atWork = new AtomicInteger();
    CountingStage stage =
        new CountingStage(
            "one",
            (shard, from, progress) -> {
              int others = atWork.getAndIncrement();
              if (shard.equals(NEIGHBOUR)) {
                isAtWork.countDown();
                awaitUninterruptibly(mayEnd);
              } else {
                assertThat(others).as("at work beside it").isZero();
              }
              atWork.decrementAndGet();
            });
    ExecutorService slots = Executors.newFixedThreadPool(2);
    try {
      Future<Optional<ShardResult>> neighbour =
          slots.submit(() -> worker(2, "b", stage).work(NEIGHBOUR));
      isAtWork.await();
      Future<Optional<ShardResult>> suspected =
          slots.submit(() -> worker(2, "b", stage).work(SHARD));
      await().until(() -> processes.get("b").isAwaited());
      mayEnd.countDown();

      assertThat(neighbour.get().orElseThrow().hasFailure()).isFalse();
      assertThat(suspected.get().orElseThrow().hasFailure()).isFalse();
    } finally {
      slots.shutdownNow();
    }
  }

  @Test
  void aWithdrawnAttemptLeavesNoHole() throws IOException {
    AttemptRecord first = die("a", ShardAttempts.Manner.ORDINARY);
    die("b", ShardAttempts.Manner.ALONE);
    attempts(4, "a").withdraw(SHARD, first);
    die("c", ShardAttempts.Manner.ALONE);
    die("d", ShardAttempts.Manner.ALONE);

    assertThat(attempts(4, "e").of(SHARD))
        .extracting(AttemptRecord::getAttempt)
        .containsExactly(2, 3, 4);
    assertThat(worker(4, "e", healthy).work(SHARD).orElseThrow().hasFailure()).isTrue();
  }

  @Test
  void twoProcessesThatBeginAShardAtOnceLeaveAMarkEach() throws IOException {
    List<AttemptRecord> seenByBoth = attempts(2, "a").of(SHARD);
    attempts(2, "a").begin(SHARD, "one", seenByBoth, ShardAttempts.Manner.ORDINARY);
    attempts(2, "b").begin(SHARD, "one", seenByBoth, ShardAttempts.Manner.ORDINARY);

    assertThat(attempts(2, "c").of(SHARD)).hasSize(2);
  }

  @Test
  void aProcessThatOnlyFailsEndsOnceAnotherMakesShards() throws IOException {
    worker(2, "b", healthy).work(SHARD.toBuilder().setIndex(9).build());
    ShardAttempts sick = attempts(2, "a");
    AttemptRecord beside = sick.begin(NEIGHBOUR, "one", List.of(), ShardAttempts.Manner.ORDINARY);
    health("a").begin(() -> withdraw(sick, beside));
    CountedWorker worker = worker(2, "a", failing);
    worker.work(SHARD);
    worker.work(SHARD.toBuilder().setIndex(5).build());
    assertThat(ended).isEmpty();
    worker.work(SHARD.toBuilder().setIndex(6).build());

    assertThat(ended)
        .containsExactly(
            "a: its last 3 attempts at shards failed, and another worker makes shards of the same"
                + " job");
    assertThat(sick.of(NEIGHBOUR)).as("what was at work beside is not charged").isEmpty();
  }

  @Test
  void aProcessThatOnlyFailsTakesNoMoreUntilItIsKnownWhetherOthersDoBetter() throws IOException {
    ShardAttempts other = attempts(2, "b");
    other.begin(NEIGHBOUR, "one", List.of(), ShardAttempts.Manner.ORDINARY);
    CountedWorker worker = worker(2, "a", failing);
    AtomicInteger pauses = new AtomicInteger();
    whilePausing.set(
        () -> {
          if (pauses.incrementAndGet() == 4) {
            worker(2, "b", healthy).work(NEIGHBOUR);
          }
        });
    for (int index = 4; index < 7; index++) {
      worker.work(SHARD.toBuilder().setIndex(index).build());
    }

    assertThat(pauses).hasValue(4);
    assertThat(ended).hasSize(1);
  }

  @Test
  void whereNothingIsMadeAllIsGivenUpAfterThirtyFailures() {
    int given = 0;
    for (int index = 0; index < 40; index++) {
      Shard shard = SHARD.toBuilder().setIndex(index).build();
      Optional<ShardResult> result = worker(2, index % 2 == 0 ? "a" : "b", failing).work(shard);
      if (result.isPresent()) {
        given++;
        assertThat(result.get().getFailure())
            .endsWith(
                "; no worker has made any shard, and so many have failed that the others are given"
                    + " up too");
      }
    }
    assertThat(given).isEqualTo(11);
    assertThat(ended).isEmpty();
  }

  @Test
  void anErrorIsAFailure() throws IOException {
    CountingStage large =
        new CountingStage(
            "one",
            (shard, from, progress) -> {
              throw new OutOfMemoryError("Java heap space");
            });

    assertThat(worker(1, "a", large).work(SHARD).orElseThrow().getFailure())
        .startsWith(
            "stage one, shard 3 (samples 12 to 15): java.lang.OutOfMemoryError: Java heap space;"
                + " given up after 3 attempts");
  }

  @Test
  void anotherJobBeginsAnew() throws IOException {
    die("a", ShardAttempts.Manner.ALONE);
    AttemptLimit limit = AttemptLimit.newBuilder().setLaunch("other").setLimit(3).build();

    assertThat(new ShardAttempts(store, limit, healthy.layout()).of(SHARD)).isEmpty();
    ShardAttempts.forgetAll(store);
    assertThat(attempts(1, "a").of(SHARD)).isEmpty();
  }

  @Test
  void whatIsInterruptedDoesNotCount() throws IOException {
    CountingStage interrupted =
        new CountingStage(
            "one",
            (shard, from, progress) -> {
              Thread.currentThread().interrupt();
              throw new IllegalStateException("the network is of another shape");
            });
    assertThatThrownBy(() -> worker(1, "a", interrupted).work(SHARD)).hasMessage(FAILURE);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(attempts(1, "a").of(SHARD)).isEmpty();
  }

  /** A process that begins the shard, and is never heard of again. */
  private AttemptRecord die(String process, ShardAttempts.Manner manner) throws IOException {
    ShardAttempts attempts = attempts(4, process);
    return attempts.begin(SHARD, "one", attempts.of(SHARD), manner);
  }

  private static void recordFailure(ShardAttempts attempts, AttemptRecord attempt) {
    try {
      attempts.fail(SHARD, attempt, FAILURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void withdraw(ShardAttempts attempts, AttemptRecord attempt) {
    try {
      attempts.withdraw(NEIGHBOUR, attempt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CountedWorker worker(int workers, String process, ShardStage stage) {
    return new CountedWorker(
        new ShardWorker(List.of(stage), store, (name, samples) -> {}),
        attempts(workers, process),
        new WorkerNotices(store, limit(workers), process),
        health(process),
        pause -> whilePausing.get().run(),
        stage.layout());
  }

  private synchronized ProcessHealth health(String process) {
    return processes.computeIfAbsent(
        process,
        name ->
            new ProcessHealth(
                new ReentrantReadWriteLock(true), reason -> ended.add(name + ": " + reason)));
  }

  private ShardAttempts attempts(int workers, String process) {
    return new ShardAttempts(store, limit(workers), healthy.layout(), process);
  }

  private static AttemptLimit limit(int workers) {
    return AttemptLimit.newBuilder().setLaunch("launch").setLimit(3).setWorkers(workers).build();
  }
}
