package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of steps that power failures ask for, and what a step that fails leaves. */
class DirectoryStoreStepsTest {
  private static final String[] WRITE_AND_LOCK = {
    "createFile", "write", "setLastModifiedTime", "force", "lock"
  };
  private static final String[] RECORD = {
    "createFile",
    "write",
    "setLastModifiedTime",
    "force",
    "rename to samples/0",
    "delete in tmp",
    "forceDirectory samples"
  };

  @TempDir private Path root;
  private final FaultyFileOperations disk = new FaultyFileOperations(new LocalFileOperations());
  private DirectoryStore store;

  @BeforeEach
  void open() throws IOException {
    store = DirectoryStore.open(root, disk, Clock.systemUTC());
    store.create("samples/1", Contents.of(1));
    disk.arm(Optional.empty());
  }

  @Test
  void aNewObjectIsForcedLinkedAndThenRecorded() throws IOException {
    store.create("samples/0", output -> output.write(1));
    assertThat(disk.steps())
        .containsExactly(
            steps(
                WRITE_AND_LOCK,
                new String[] {"delete in samples", "link 0", "forceDirectory samples"},
                RECORD,
                new String[] {"delete in tmp"}));
  }

  @Test
  void aValidObjectIsReplacedBetweenARecordOfBothContentsAndOneOfTheNew() throws IOException {
    store.create("samples/0", output -> output.write(1));
    disk.arm(Optional.empty());
    store.replace("samples/0", output -> output.write(2));
    assertThat(disk.steps())
        .containsExactly(
            steps(
                WRITE_AND_LOCK,
                RECORD,
                new String[] {"rename to samples/0", "forceDirectory samples"},
                RECORD,
                new String[] {"delete in tmp"}));
  }

  @Test
  void anInvalidObjectIsReplacedAfterTheNewContentIsRecorded() throws IOException {
    store.create("samples/0", output -> output.write(1));
    Files.write(root.resolve("samples/0"), new byte[5]);
    disk.arm(Optional.empty());
    store.create("samples/0", output -> output.write(2));
    assertThat(disk.steps())
        .containsExactly(
            steps(
                new String[] {"lock"},
                WRITE_AND_LOCK,
                RECORD,
                new String[] {"rename to samples/0", "forceDirectory samples", "delete in tmp"}));
  }

  @Test
  void aNewDirectoryIsForcedIntoTheOneAbove() throws IOException {
    store.create("report/0", output -> output.write(1));
    assertThat(disk.steps())
        .containsSubsequence(
            "createDirectory " + root.toRealPath().getFileName() + "/report",
            "forceDirectory " + root.toRealPath().getFileName(),
            "link 0",
            "forceDirectory report");
  }

  @Test
  void listingAndFindingWhatIsUnchangedTakesNoStep() throws IOException {
    store.create("samples/0", output -> output.write(1));
    disk.arm(Optional.empty());
    assertThat(store.list("samples/")).hasSize(2);
    assertThat(store.find("samples/0")).isPresent();
    assertThat(store.create("samples/0", output -> output.write(2)).size()).isEqualTo(1);
    assertThat(disk.steps()).isEmpty();
  }

  @Test
  void aStepThatFailsLeavesNoTemporaryFileAndIsToldWithTheObject() throws IOException {
    int failed = 0;
    for (int step = 1; step <= WRITE_AND_LOCK.length + 3; step++) {
      disk.arm(Optional.of(new Fault(step, Fault.Kind.FAILS_BEFORE)));
      String reason = "injected before step " + step;
      assertThatThrownBy(() -> store.create("samples/0", output -> output.write(1)))
          .isInstanceOf(ObjectWriteException.class)
          .hasMessageMatching(
              "cannot write object 'samples/0' in %s: %s, [a-zA-Z0-9 ]+; the directory must be writable and have room"
                  .formatted(root, reason));
      disk.arm(Optional.empty());
      try (Stream<Path> left = Files.list(root.resolve(".upstack/tmp"))) {
        assertThat(left).isEmpty();
      }
      failed++;
      store.delete("samples/0");
    }
    assertThat(failed).isEqualTo(8);
  }

  @Test
  void anObjectWhoseRecordingFailsStands() throws IOException {
    disk.arm(Optional.of(new Fault(WRITE_AND_LOCK.length + 4, Fault.Kind.FAILS_BEFORE)));
    StoredObject created = store.create("samples/0", Contents.of(2));
    assertThat(disk.reached()).isTrue();
    assertThat(root.resolve(".upstack/checksums/samples/0")).doesNotExist();
    assertThat(created).isEqualTo(Contents.object("samples/0", 2));
    assertThat(store.find("samples/0")).contains(created);
  }

  private static String[] steps(String[]... parts) {
    return Stream.of(parts).flatMap(Stream::of).toArray(String[]::new);
  }
}
