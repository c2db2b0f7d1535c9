package io.upstack.stages.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
  void leavesAloneWhatBelongsToAnotherUser() throws Exception {
    assumeTrue(SharedFolder.currentUser() == 0, "only root gives a directory to another user");
    Path theirs = Files.createDirectory(temporary.resolve("upstack-1-2-theirs"));
    Files.writeString(theirs.resolve(".lock"), "");
    Path theirsWithoutLock = Files.createDirectory(temporary.resolve("upstack-1-2-unlocked"));
    Files.setLastModifiedTime(theirsWithoutLock, FileTime.from(Instant.EPOCH));
    for (Path directory : List.of(theirs, theirsWithoutLock)) {
      Files.setAttribute(directory, "unix:uid", 65534);
    }

    ScratchDirectory.create(temporary).close();

    assertThat(theirs.resolve(".lock")).exists();
    assertThat(theirsWithoutLock).exists();
  }

  @Test
  void followsNoLink() throws Exception {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve(".lock"), "");
    Files.createSymbolicLink(temporary.resolve("upstack-1-2-link"), elsewhere);
    Path linked = Files.createDirectory(temporary.resolve("upstack-1-2-lock"));
    Files.createSymbolicLink(linked.resolve(".lock"), elsewhere.resolve(".lock"));

    ScratchDirectory.create(temporary).close();

    assertThat(elsewhere.resolve(".lock")).exists();
    assertThat(linked).exists();
  }

  @Test
  void hasANameThatLaterProcessesKnowWhateverTheDigitsOfTheLocale() throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("fa-IR-u-nu-arabext"));
    try (ScratchDirectory scratch = ScratchDirectory.create(temporary)) {
      assertThat(scratch.path().getFileName().toString()).matches("upstack-[0-9]+-[0-9]+-[0-9]+");
    } finally {
      Locale.setDefault(before);
    }
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
