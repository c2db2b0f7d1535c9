package io.upstack.stages.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchDirectoryTest {
  @TempDir private Path temporary;

  @Test
  void goesWithAllThatIsInIt() throws Exception {
    try (ScratchDirectory scratch = ScratchDirectory.create(temporary)) {
      Files.createDirectories(scratch.path().resolve("a/b"));
      Files.writeString(scratch.path().resolve("a/b/program.pt"), "program");
      Files.createSymbolicLink(scratch.path().resolve("link"), temporary);
    }
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void isLeftAloneByAnotherOfItsProcess() throws Exception {
    try (ScratchDirectory first = ScratchDirectory.create(temporary);
        ScratchDirectory second = ScratchDirectory.create(temporary)) {
      assertThat(first.path()).isDirectory().isNotEqualTo(second.path());
    }
  }

  @Test
  @Tag("slow")
  void isLeftAloneByAnotherProcessUntilItsOwnIsKilled() throws Exception {
    Process process = ScratchProcess.start(temporary);
    Path theirs = announced(process);

    ScratchDirectory.create(temporary).close();
    assertThat(theirs.resolve("content")).exists();

    ScratchProcess.kill(process);
    assertThat(theirs.resolve("content")).exists();
    ScratchDirectory.create(temporary).close();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void removesWhatIsUnlockedAndWhatIsOldWithoutALock() throws Exception {
    Path unlocked = Files.createDirectory(temporary.resolve("upstack-1-2-unlocked"));
    Files.writeString(unlocked.resolve(".lock"), "");
    Files.writeString(unlocked.resolve("content"), "left");
    Path inTheMaking = Files.createDirectory(temporary.resolve("upstack-1-2-young"));
    Path old = Files.createDirectory(temporary.resolve("upstack-1-2-old"));
    Files.setLastModifiedTime(
        old, FileTime.from(Instant.now().minus(ScratchLeftovers.LEFTOVER_AFTER).minusSeconds(1)));
    Path ofOthers = Files.createDirectory(temporary.resolve("upstack-of-the-user"));

    ScratchDirectory.create(temporary).close();

    assertThat(temporary).isDirectoryNotContaining(path -> path.equals(unlocked));
    assertThat(old).doesNotExist();
    assertThat(inTheMaking).exists();
    assertThat(ofOthers).exists();
  }

  @Test
  void namesTheDirectoryThatCannotHoldIt() {
    Path missing = temporary.resolve("none");

    assertThatThrownBy(() -> ScratchDirectory.create(missing))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "no directory can be made in %s (java.io.tmpdir): %s: NoSuchFileException",
            missing, missing);
  }

  private static Path announced(Process process) throws IOException {
    try (BufferedReader output = process.inputReader(UTF_8)) {
      return Path.of(output.readLine());
    }
  }
}
