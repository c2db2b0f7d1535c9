package io.upstack.stages.shards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.upstack.proto.ObjectReference;
import io.upstack.proto.RunRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkRecord;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.diffusion.NonFiniteSampleException;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.PermanentFailure;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWorkerTest {
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration LONGER = Duration.ofMillis(40);

  @TempDir private Path folder;
  private UnreliableStore store;
  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    store = new UnreliableStore(ObjectStores.open(folder.toString()));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void aShardGoesThroughAllStages() throws IOException {
    ShardResult result =
        worker(CountingStage.of("one"), CountingStage.of("two")).work(shard(3, 12, 4));
    assertThat(result.getShard()).isEqualTo(shard(3, 12, 4));
    assertThat(result.getObjectsList())
        .containsExactly(reference("one/00003.npz"), reference("two/00003.npz"));
    assertThat(result.getWorkList())
        .extracting(StageWork::getStage, StageWork::getSamples, StageWork::getSteps)
        .containsExactly(tuple("one", 4L, 7L), tuple("two", 4L, 7L));
    assertThat(result.getWorkList())
        .extracting(StepTimeRecords::stepTimes)
        .containsExactly(CountingStage.STEP_TIMES, CountingStage.STEP_TIMES);
    assertThat(result.getWork(0).getModelSeconds()).isEqualTo(0.25);
    assertThat(result.getWork(0).getWallSeconds()).isPositive();
    assertThat(indices("two/00003.npz")).containsExactly(12, 13, 14, 15);
    assertThat(progress).containsExactly("one 4", "two 4");
  }

  @Test
  void whatIsCompleteIsLeftAsItIs() throws IOException {
    CountingStage first = CountingStage.of("one");
    CountingStage second = CountingStage.of("two");
    worker(first).work(shard(0, 0, 3));
    ShardResult result = worker(first, second).work(shard(0, 0, 3));
    assertThat(first.shardsMade()).isEqualTo(1);
    assertThat(second.shardsMade()).isEqualTo(1);
    assertThat(result.getWorkList()).extracting(StageWork::getStage).containsExactly("two");
    assertThat(result.getObjectsList())
        .containsExactly(reference("one/00000.npz"), reference("two/00000.npz"));
  }

  @Test
  void whatIsDamagedIsMadeAgain() throws IOException {
    CountingStage stage = CountingStage.of("one");
    ShardResult before = worker(stage).work(shard(0, 0, 3));
    Path file = folder.resolve("one/00000.npz");
    Files.write(file, new byte[(int) Files.size(file)]);
    ShardResult after = worker(stage).work(shard(0, 0, 3));
    assertThat(stage.shardsMade()).isEqualTo(2);
    assertThat(after.getObjectsList()).isEqualTo(before.getObjectsList());
    assertThat(indices("one/00000.npz")).containsExactly(0, 1, 2);
  }

  @Test
  void anObjectFromBeforeTheRunGrewIsReplaced() throws IOException {
    CountingStage stage = CountingStage.of("one");
    worker(stage).work(shard(2, 8, 3));
    worker(stage).work(shard(2, 8, 4));
    assertThat(stage.shardsMade()).isEqualTo(2);
    assertThat(indices("one/00002.npz")).containsExactly(8, 9, 10, 11);
    assertThat(store.calls()).contains("replace one/00002.npz");
  }

  @Test
  void failuresNameStageShardAndSamples() {
    CountingStage bad =
        new CountingStage(
            "upsample",
            (shard, store, listener) -> {
              throw new NonFiniteSampleException("upsample", 4, 160, 14);
            });
    assertThatThrownBy(() -> worker(CountingStage.of("base"), bad).work(shard(3, 12, 4)))
        .isInstanceOf(ShardFailedException.class)
        .hasMessage(
            "stage upsample, shard 3 (samples 12 to 15): upsample: step 4 (timestep 160) gave a"
                + " number that is not finite for sample 14; the checkpoint may be damaged, or"
                + " half precision may overflow (use_fp16)")
        .hasCauseInstanceOf(NonFiniteSampleException.class);
    assertThat(pauses).isEmpty();
    assertThat(folder.resolve("base/00003.npz")).exists();
  }

  @Test
  void aStoreThatFailsForAWhileIsTriedAgain() throws IOException {
    CountingStage first = CountingStage.of("one");
    CountingStage second =
        new CountingStage("two", (shard, store, listener) -> store.read("one/00000.npz").close());
    store
        .failing("find", "one/00000.npz", 1, ShardWorkerTest::reset)
        .failing("create", "one/00000.npz", 2, ShardWorkerTest::reset)
        .failing("read", "one/00000.npz", 2, ShardWorkerTest::reset);
    ShardResult result = worker(first, second).work(shard(0, 0, 3));
    assertThat(pauses).containsExactly(SHORT, SHORT, LONGER, SHORT, LONGER);
    assertThat(result.getWorkList()).extracting(StageWork::getRetries).containsExactly(3, 2);
    assertThat(result.getWorkList())
        .as("of the attempt that succeeded")
        .extracting(StepTimeRecords::stepTimes)
        .containsExactly(CountingStage.STEP_TIMES, CountingStage.STEP_TIMES);
    assertThat(first.shardsMade()).as("a write that fails costs no sampling").isEqualTo(1);
    assertThat(second.shardsMade()).isEqualTo(1);
    assertThat(indices("one/00000.npz")).containsExactly(0, 1, 2);
  }

  @Test
  void aReplacementIsTriedAgainToo() throws IOException {
    CountingStage stage = CountingStage.of("one");
    worker(stage).work(shard(0, 0, 2));
    store.failing("replace", "one/00000.npz", 1, ShardWorkerTest::reset);
    worker(stage).work(shard(0, 0, 3));
    assertThat(pauses).containsExactly(SHORT);
    assertThat(indices("one/00000.npz")).containsExactly(0, 1, 2);
  }

  @Test
  void aStoreThatKeepsFailingFailsTheShard() {
    store.failing("create", "one/00000.npz", 3, ShardWorkerTest::reset);
    assertThatThrownBy(() -> worker(CountingStage.of("one")).work(shard(0, 0, 3)))
        .isInstanceOf(ShardFailedException.class)
        .hasMessage("stage one, shard 0 (samples 0 to 2): connection reset");
    assertThat(pauses).containsExactly(SHORT, LONGER);
  }

  @Test
  void whatDoesNotPassIsNotTriedAgain() throws IOException {
    CountingStage missing =
        new CountingStage("two", (shard, store, listener) -> store.read("absent.npz").close());
    assertThatThrownBy(() -> worker(missing).work(shard(0, 0, 3)))
        .hasMessage("stage two, shard 0 (samples 0 to 2): no object 'absent.npz' in " + folder);

    store.create("text.npz", output -> output.write("no npz".getBytes(UTF_8)));
    CountingStage malformed =
        new CountingStage(
            "three",
            (shard, store, listener) -> NpzFile.open(store.read("text.npz"), "text.npz").close());
    assertThatThrownBy(() -> worker(malformed).work(shard(0, 0, 3)))
        .isInstanceOf(ShardFailedException.class)
        .hasMessageStartingWith("stage three, shard 0 (samples 0 to 2): text.npz");

    store.failing(
        "create", "four/00000.npz", 1, () -> new IOException(new AccessDeniedException("four")));
    assertThatThrownBy(() -> worker(CountingStage.of("four")).work(shard(0, 0, 3)))
        .isInstanceOf(ShardFailedException.class);
    assertThat(pauses).isEmpty();
  }

  @Test
  void aFileWhoseContentIsWrongIsNotReadAgain() {
    CountingStage stage =
        new CountingStage(
            "features",
            (shard, store, listener) -> {
              throw new WrongContentException();
            });

    assertThatThrownBy(() -> worker(stage).work(shard(0, 0, 3)))
        .isInstanceOf(ShardFailedException.class)
        .hasMessage("stage features, shard 0 (samples 0 to 2): a.png does not decode");
    assertThat(pauses).isEmpty();
  }

  private static final class WrongContentException extends IOException implements PermanentFailure {
    private static final long serialVersionUID = 1L;

    WrongContentException() {
      super("a.png does not decode");
    }
  }

  @Test
  void anInterruptedThreadDoesNotTryAgain() {
    CountingStage interrupted =
        new CountingStage(
            "one",
            (shard, store, listener) -> {
              Thread.currentThread().interrupt();
              throw new IOException("closed");
            });
    assertThatThrownBy(() -> worker(interrupted).work(shard(0, 0, 3)))
        .hasMessage("stage one, shard 0 (samples 0 to 2): closed");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(pauses).isEmpty();
  }

  @Test
  void progressDoesNotTellOfASampleTwice() {
    List<Integer> doneBeforeFailure = new ArrayList<>(List.of(3, 2));
    CountingStage stage =
        new CountingStage(
            "one",
            (shard, store, listener) -> {
              if (!doneBeforeFailure.isEmpty()) {
                listener.samplesDone(doneBeforeFailure.remove(0));
                throw new IOException("connection reset");
              }
            });
    worker(stage).work(shard(0, 0, 4));
    assertThat(progress).containsExactly("one 3", "one 1");
  }

  @Test
  void aJournalThatCannotBeWrittenDoesNotFailTheShard() throws IOException {
    store.failing("replace", "journal/one/00000.textproto", 9, ShardWorkerTest::reset);
    ShardResult result = worker(CountingStage.of("one")).work(shard(0, 0, 3));
    assertThat(result.getObjectsList()).containsExactly(reference("one/00000.npz"));
    assertThat(store.find("journal/one/00000.textproto")).isEmpty();
  }

  @Test
  void aShardOfMoreSamplesIsNotReplaced() throws IOException {
    CountingStage stage = CountingStage.of("one");
    worker(stage).work(shard(2, 8, 4));
    long size = Files.size(folder.resolve("one/00002.npz"));

    assertThatThrownBy(() -> worker(stage).work(shard(2, 8, 3)))
        .isInstanceOf(ShardFailedException.class)
        .hasMessage(
            "stage one, shard 2 (samples 8 to 10): one/00002.npz in %s has %d bytes, more than the %d of 3 samples: the run has grown meanwhile, and nothing is replaced; start the command again with as many samples as the run has now"
                .formatted(folder, size, stage.layout().objectSize(3)));

    assertThat(indices("one/00002.npz")).containsExactly(8, 9, 10, 11);
    assertThat(stage.shardsMade()).isEqualTo(1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void aShardThatGrewWhileASmallerOneWasMadeIsNotReplaced() throws IOException {
    worker(CountingStage.of("one")).work(shard(2, 8, 2));
    CountingStage slow =
        new CountingStage(
            "one", (shard, into, listener) -> worker(CountingStage.of("one")).work(shard(2, 8, 4)));

    assertThatThrownBy(() -> worker(slow).work(shard(2, 8, 3)))
        .hasMessageContaining("the run has grown meanwhile, and nothing is replaced");
    assertThat(indices("one/00002.npz")).containsExactly(8, 9, 10, 11);
  }

  @Test
  void aSmallerShardThatCameMeanwhileIsReplaced() throws IOException {
    CountingStage slow =
        new CountingStage(
            "one", (shard, into, listener) -> worker(CountingStage.of("one")).work(shard(2, 8, 2)));
    worker(slow).work(shard(2, 8, 3));
    assertThat(indices("one/00002.npz")).containsExactly(8, 9, 10);
  }

  @Test
  void objectsCarryTheOriginOfTheirRunAndOthersAreRefused() throws IOException {
    record(OURS);
    workerOf(OURS, CountingStage.of("one")).work(shard(0, 0, 3));
    assertThat(store.find("one/00000.npz").flatMap(StoredObject::origin)).contains(OURS.digest());

    record(OTHERS);
    assertThatThrownBy(() -> workerOf(OTHERS, CountingStage.of("one")).work(shard(0, 0, 3)))
        .isInstanceOf(ShardFailedException.class)
        .hasMessage(
            "stage one, shard 0 (samples 0 to 2): one/00000.npz was generated by another run (its origin is aaaaaaaaaaaa, this run's bbbbbbbbbbbb): remove it from %s, or name another output"
                .formatted(folder));
    assertThat(pauses).isEmpty();
  }

  @Test
  void anObjectWithoutOriginIsTakenForTheRuns() throws IOException {
    worker(CountingStage.of("one")).work(shard(0, 0, 3));
    record(OURS);
    CountingStage stage = CountingStage.of("one");
    workerOf(OURS, stage).work(shard(0, 0, 3));
    assertThat(stage.shardsMade()).isZero();
  }

  @Test
  void noObjectIsLeftInAnOutputWithoutTheRunsRecord() throws IOException {
    record(OURS);
    CountingStage removing =
        new CountingStage(
            "one", (shard, into, listener) -> Files.delete(folder.resolve("run.textproto")));
    assertThatThrownBy(() -> workerOf(OURS, removing).work(shard(0, 0, 3)))
        .isInstanceOf(ShardFailedException.class)
        .hasMessage(
            "stage one, shard 0 (samples 0 to 2): run.textproto in %s is gone or damaged: the output was removed or changed while the run was at work"
                .formatted(folder));
    assertThat(store.list("one/")).isEmpty();

    record(OTHERS);
    assertThatThrownBy(() -> workerOf(OURS, CountingStage.of("one")).work(shard(0, 0, 3)))
        .hasMessageContaining("run.textproto was generated by another run (its origin is bbbbbb");
    assertThat(store.list("one/")).isEmpty();
  }

  @Test
  void noObjectIsLeftBeyondTheSamplesOfTheRecord() throws IOException {
    record(OURS, 8);
    workerOf(OURS, CountingStage.of("one")).work(shard(1, 4, 4));
    CountingStage shrinking = new CountingStage("one", (shard, into, listener) -> record(OURS, 7));

    assertThatThrownBy(() -> workerOf(OURS, shrinking).work(shard(2, 8, 4)))
        .isInstanceOf(ShardFailedException.class)
        .hasMessage(
            "stage one, shard 2 (samples 8 to 11): run.textproto in %s was replaced while the run was at work: it is of 7 samples now, and this shard ends with sample 11"
                .formatted(folder));
    assertThat(store.find("one/00002.npz")).isEmpty();
    assertThat(pauses).isEmpty();
  }

  @Test
  void whatEarlierStagesTookStaysWhenALaterStageEndsTheProcess() throws IOException {
    CountingStage fatal =
        new CountingStage(
            "two",
            (shard, into, listener) -> {
              throw new Killed();
            });
    assertThatThrownBy(() -> worker(CountingStage.of("one"), fatal).work(shard(0, 0, 3)))
        .isInstanceOf(Killed.class);
    assertThat(Journal.read(store, CountingStage.of("one").layout()).entries())
        .flatExtracting(WorkRecord::getStagesList)
        .extracting(StageWork::getStage)
        .containsExactly("one");

    worker(CountingStage.of("one"), CountingStage.of("two")).work(shard(0, 0, 3));
    assertThat(Journal.read(store, CountingStage.of("one").layout()).entries())
        .flatExtracting(WorkRecord::getStagesList)
        .extracting(StageWork::getStage)
        .containsExactly("one", "two");
  }

  /** Nothing that runs afterwards may count on being run, as after a kill. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final RunOrigin OURS = new RunOrigin("a".repeat(64));
  private static final RunOrigin OTHERS = new RunOrigin("b".repeat(64));

  private void record(RunOrigin origin) throws IOException {
    record(origin, 100);
  }

  private void record(RunOrigin origin, int samples) throws IOException {
    RunRecord.Builder record = RunRecord.newBuilder();
    record.getGenerationBuilder().setNumSamples(samples);
    store.replace(RunOrigin.RECORD, origin.mark(StoreFormat.textProto(record.build())));
  }

  private ShardWorker worker(ShardStage... stages) {
    return worker(Optional.empty(), stages);
  }

  private ShardWorker workerOf(RunOrigin origin, ShardStage... stages) {
    return worker(Optional.of(origin), stages);
  }

  private ShardWorker worker(Optional<RunOrigin> origin, ShardStage... stages) {
    return new ShardWorker(
        List.of(stages),
        store,
        (stage, samples) -> progress.add(stage + " " + samples),
        origin,
        new StoreRetries(List.of(SHORT, LONGER), pauses::add));
  }

  private ObjectReference reference(String name) throws IOException {
    StoredObject object = store.find(name).orElseThrow();
    return ObjectReference.newBuilder()
        .setName(name)
        .setSize(object.size())
        .setCrc32C(object.crc32c())
        .build();
  }

  private long[] indices(String name) throws IOException {
    ObjectStore reliable = store;
    try (NpzFile file = NpzFile.open(reliable.read(name), name);
        ArrayReader indices = file.array("index")) {
      return indices.toLongs();
    }
  }

  private static IOException reset() {
    return new IOException("connection reset");
  }

  private static Shard shard(int index, long first, int samples) {
    return Shard.newBuilder().setIndex(index).setFirstSample(first).setSamples(samples).build();
  }
}
