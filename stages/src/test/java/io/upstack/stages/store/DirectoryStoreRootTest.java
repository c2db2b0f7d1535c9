package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roots that cannot be written, names that clash, and what dead processes left. */
class DirectoryStoreRootTest {
  private static final long NO_PROCESS = 999_999_999_999L;

  @TempDir private Path directory;

  @Test
  void aRootIsMadeWithTheDirectoriesAboveIt() throws IOException {
    Path root = directory.resolve("a/b/c");
    DirectoryStore.open(root).create("x", Contents.of(1));
    assertThat(root.resolve("x")).hasBinaryContent(Contents.bytes(1));
  }

  @Test
  void aRootMayBeASymbolicLink() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    DirectoryStore.open(link).create("x", Contents.of(1));
    assertThat(DirectoryStore.open(directory).list("x")).containsExactly(Contents.object("x", 1));
  }

  @Test
  void aRootThatIsAFileIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> DirectoryStore.open(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write in %s: %s exists and is not a directory; it must be a directory that is writable, or can be made"
                .formatted(file, file));
  }

  @Test
  void aRootUnderAFileIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    Path root = file.resolve("below/root");
    assertThatThrownBy(() -> DirectoryStore.open(root))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write in %s: %s exists and is not a directory; it must be a directory that is writable, or can be made"
                .formatted(root, file));
  }

  @Test
  void aRootWhereNobodyCanWriteIsRefused() {
    Path kernel = Path.of("/proc/sys");
    assumeTrue(Files.isDirectory(kernel), "needs a directory that also root cannot write in");
    Path root = kernel.resolve("upstack");
    assertThatThrownBy(() -> DirectoryStore.open(root))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write in %s: %s".formatted(root, root))
        .hasMessageEndingWith("; it must be a directory that is writable, or can be made");
  }

  @Test
  void aNameThatIsADirectoryIsRefused() throws IOException {
    DirectoryStore store = DirectoryStore.open(directory);
    Files.createDirectories(directory.resolve("samples/1"));
    assertThatThrownBy(() -> store.create("samples/1", Contents.of(1)))
        .isInstanceOf(ObjectWriteException.class)
        .hasMessage(
            "cannot write object 'samples/1' in %s: %s: a directory has this name; the directory must be writable and have room"
                .formatted(directory, directory.toRealPath().resolve("samples/1")));
    assertThat(store.find("samples/1")).isEmpty();
  }

  @Test
  void aNameBelowAnObjectIsRefused() throws IOException {
    DirectoryStore store = DirectoryStore.open(directory);
    store.create("samples", Contents.of(1));
    assertThat(store.find("samples/1")).isEmpty();
    assertThatThrownBy(() -> store.create("samples/1", Contents.of(1)))
        .isInstanceOf(ObjectWriteException.class)
        .hasMessage(
            "cannot write object 'samples/1' in %s: %s exists and is not a directory; the directory must be writable and have room"
                .formatted(directory, directory.toRealPath().resolve("samples")));
    assertThat(store.list("")).containsExactly(Contents.object("samples", 1));
  }

  @Test
  void whatDeadProcessesLeftIsRemovedAfterAnHour() throws IOException {
    DirectoryStore.open(directory);
    long alive = ProcessHandle.current().pid();
    Instant started = ProcessHandle.current().info().startInstant().orElseThrow();
    Path oldOfTheDead = temporary(NO_PROCESS, Instant.now().minusSeconds(3700));
    Path youngOfTheDead = temporary(NO_PROCESS, Instant.now().minusSeconds(3500));
    Path ofAnEarlierProcess = temporary(alive, started.minusSeconds(7200));
    Path young = temporary(alive, Instant.now());
    Path foreign = Files.createFile(youngOfTheDead.resolveSibling("notes.txt"));
    Files.setLastModifiedTime(foreign, FileTime.from(Instant.EPOCH));

    DirectoryStore.open(directory);

    assertThat(oldOfTheDead).doesNotExist();
    assertThat(ofAnEarlierProcess).doesNotExist();
    assertThat(youngOfTheDead).exists();
    assertThat(young).exists();
    assertThat(foreign).exists();
  }

  @Test
  void whatALivingProcessWritesIsNeverRemoved() throws IOException {
    DirectoryStore.open(directory);
    Path file = temporary(ProcessHandle.current().pid(), Instant.now());
    new TemporaryFiles(new LocalFileOperations(), file.getParent(), Clock.systemUTC())
        .removeLeftovers(Instant.now().plusSeconds(1_000_000));
    assertThat(file).exists();
  }

  /** A record gets the time of its object, which may have been modified long ago. */
  @Test
  void aFileThatCarriesAnOldTimeIsNotALeftoverOfAnEarlierProcess() throws IOException {
    DirectoryStore.open(directory);
    TemporaryFiles ofWriter =
        new TemporaryFiles(
            new LocalFileOperations(), directory.resolve(".upstack/tmp"), Clock.systemUTC());
    try (TemporaryFile file = ofWriter.create()) {
      file.finish(FileTime.from(Instant.EPOCH));

      DirectoryStore.open(directory);
      assertThat(file.path()).exists();

      ofWriter.removeLeftovers(Instant.now().plusSeconds(7200));
      assertThat(file.path()).as("its process lives").exists();
    }
  }

  @Test
  void aFileOfADeadProcessIsALeftoverAnHourAfterItBegan() throws IOException {
    DirectoryStore.open(directory);
    Path temporaries = directory.resolve(".upstack/tmp");
    Instant now = Instant.now();
    Path young = begun(temporaries, now.minusSeconds(3500));
    Path old = begun(temporaries, now.minusSeconds(3700));

    DirectoryStore.open(directory);

    assertThat(young).exists();
    assertThat(old).doesNotExist();
  }

  private static Path begun(Path temporaries, Instant instant) throws IOException {
    Path file =
        temporaries.resolve(NO_PROCESS + "-" + UUID.randomUUID() + "-" + instant.toEpochMilli());
    Files.writeString(file, "half a record");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
  }

  private Path temporary(long process, Instant modified) throws IOException {
    Path file = directory.resolve(".upstack/tmp").resolve(process + "-" + UUID.randomUUID());
    Files.writeString(file, "half an ob");
    return Files.setLastModifiedTime(file, FileTime.from(modified));
  }
}
