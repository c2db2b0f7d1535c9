package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryLeftoversTest {
  private static final String PREFIX = ".samples.npz-";

  @TempDir private Path folder;

  @Test
  void areRemovedOnceTheirProcessIsSurelyDead() throws IOException {
    Path file = old(Files.writeString(folder.resolve(PREFIX + UUID.randomUUID()), "half"));
    Path empty = old(Files.createDirectory(folder.resolve(PREFIX + UUID.randomUUID())));
    Path young = Files.writeString(folder.resolve(PREFIX + UUID.randomUUID()), "half");
    Path full = Files.createDirectory(folder.resolve(PREFIX + UUID.randomUUID()));
    old(Files.writeString(full.resolve("a"), "kept"));
    old(full);
    Path other = old(Files.writeString(folder.resolve(PREFIX + "1"), "kept"));
    Path named = old(Files.writeString(folder.resolve("samples.npz"), "kept"));
    Path link =
        Files.createSymbolicLink(folder.resolve(PREFIX + UUID.randomUUID()), named.getFileName());

    TemporaryLeftovers.remove(folder, PREFIX, Clock.systemUTC());

    assertThat(file).doesNotExist();
    assertThat(empty).doesNotExist();
    assertThat(List.of(young, full, other, named)).allSatisfy(path -> assertThat(path).exists());

    Clock later = Clock.offset(Clock.systemUTC(), TemporaryLeftovers.LEFTOVER_AFTER.plusHours(1));
    TemporaryLeftovers.remove(folder, PREFIX, later);

    assertThat(young).doesNotExist();
    assertThat(link).isSymbolicLink();
  }

  @Test
  void ofAFolderThatIsNotThereAreNone() {
    TemporaryLeftovers.remove(folder.resolve("none"), PREFIX, Clock.systemUTC());

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void ofLocksGoWithTheNextThatIsMade() throws IOException {
    Path left = old(Files.createFile(folder.resolve(".upstack-" + UUID.randomUUID())));

    Optional<MachineLocks.Held> held =
        LockFile.tryLock(folder.resolve("a.lock"), LockFile.Audience.USER);

    assertThat(held).isPresent();
    held.get().close();
    assertThat(left).doesNotExist();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("a.lock"));
    }
  }

  @Test
  void ofSharedFoldersGoWithTheNextThatIsMade() throws IOException {
    Path left = old(Files.createDirectory(folder.resolve(".upstack-" + UUID.randomUUID())));

    SharedFolder.ofAllUsers(folder.resolve("devices"));

    assertThat(left).doesNotExist();
    assertThat(folder.resolve("devices")).isDirectory();
  }

  private static Path old(Path path) throws IOException {
    Instant before = Instant.now().minus(TemporaryLeftovers.LEFTOVER_AFTER).minusSeconds(60);
    return Files.setLastModifiedTime(path, FileTime.from(before));
  }
}
