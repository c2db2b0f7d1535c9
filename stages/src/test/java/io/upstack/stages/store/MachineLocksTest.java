package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.upstack.stages.store.MachineLocks.Held;
import io.upstack.stages.store.MachineLocks.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locks in a folder that every user of the machine may write to. */
@Timeout(120)
class MachineLocksTest {
  private static final int NOBODY = 65534;

  @TempDir private Path above;
  private Path folder;
  private MachineLocks locks;

  @BeforeEach
  void start() {
    folder = above.resolve("locks");
    locks = MachineLocks.ofAllUsers(folder);
  }

  @Test
  void everyUserMayAddFilesAndOnlyRemoveTheirOwn() throws IOException {
    try (Held held = taken("gpu", Mode.EXCLUSIVE)) {
      assertThat(held).isNotNull();
      assertThat(mode(folder)).isEqualTo(01777);
      assertThat(mode(folder.resolve("gpu.shared"))).isEqualTo(01777);
      assertThat(mode(folder.resolve("gpu.lines"))).isEqualTo(01777);
      assertThat(mode(folder.resolve("gpu.lock"))).isEqualTo(0666);
      assertThat(mode(only(folder.resolve("gpu.shared")))).isEqualTo(0666);
      assertThat(mode(only(folder.resolve("gpu.lines")))).isEqualTo(0644);
    }
    assertThat(folder.resolve("gpu.shared")).isEmptyDirectory();
    assertThat(folder.resolve("gpu.lines")).isEmptyDirectory();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).hasSize(3);
    }
  }

  @Test
  void aFolderOfAnEarlierVersionIsMended() throws IOException {
    Files.createDirectories(folder.resolve("gpu.shared"));
    SharedFolder.setMode(folder, 0777);
    SharedFolder.setMode(folder.resolve("gpu.shared"), 0777);
    taken("gpu", Mode.SHARED).close();
    assertThat(mode(folder)).isEqualTo(01777);
    assertThat(mode(folder.resolve("gpu.shared"))).isEqualTo(01777);
  }

  @Test
  void aLinkInPlaceOfAFolderIsRefused() throws IOException {
    Path target = Files.createDirectory(above.resolve("target"));
    Files.createSymbolicLink(folder, target);
    assertRefused(folder + " is a symbolic link; a folder was expected");
    Files.delete(folder);

    for (String name : List.of("gpu.shared", "gpu.lines")) {
      Files.createDirectories(folder);
      Path link = Files.createSymbolicLink(folder.resolve(name), target);
      assertRefused(link + " is a symbolic link; a folder was expected");
      Files.delete(link);
    }
    assertThat(target).isEmptyDirectory();
    taken("gpu", Mode.EXCLUSIVE).close();
  }

  @Test
  void whatIsNotAFolderIsRefused() throws IOException {
    Files.writeString(folder, "text");
    assertRefused(folder + " is not a folder; a folder was expected");
    assertThat(folder).hasContent("text");
  }

  @Test
  void aLinkInPlaceOfALockIsRefusedAndItsTargetStays() throws IOException {
    Path target = Files.writeString(above.resolve("target"), "precious");
    Files.createDirectories(folder);
    Path link = Files.createSymbolicLink(folder.resolve("gpu.lock"), target);
    assertRefused(
        link
            + " is a symbolic link; a lock file was expected, which may be removed while nothing"
            + " uses it");
    Files.delete(link);

    Files.createDirectories(folder.resolve("gpu.shared"));
    Path planted = Files.createSymbolicLink(folder.resolve("gpu.shared").resolve("1"), target);
    assertRefused(
        planted
            + " is a symbolic link; a lock file was expected, which may be removed while nothing"
            + " uses it");
    Files.delete(planted);
    assertThat(target).hasContent("precious");
  }

  @Test
  void hardLinksToFilesOfTheUserAreNotWrittenTo() throws IOException {
    Path target = Files.writeString(above.resolve("target"), "precious");
    Files.createDirectories(folder);
    Files.createLink(folder.resolve("gpu.lock"), target);
    Files.createLink(folder.resolve("gpu.holder"), target);
    taken("gpu", Mode.EXCLUSIVE).close();
    taken("gpu", Mode.SHARED).close();
    assertThat(target).hasContent("precious");
  }

  @Test
  void linesOfOthersAreReadWithCare() throws Exception {
    Path target = Files.writeString(above.resolve("secret"), "secret");
    try (Held held = taken("gpu", Mode.SHARED)) {
      assertThat(held).isNotNull();
      Path lines = folder.resolve("gpu.lines");
      Path line = only(lines);
      Files.writeString(line, "\u001b[2Jhost\n" + "x".repeat(10_000));
      assertThat(locks.holder("gpu").orElseThrow())
          .startsWith("\\u001b[2Jhost\\nxx")
          .hasSizeLessThan(1100);

      Files.delete(line);
      Files.createSymbolicLink(line, target);
      assertThat(locks.holder("gpu")).isEmpty();
      Files.delete(line);
      assumeThat(new ProcessBuilder("mkfifo", line.toString()).start().waitFor()).isZero();
      assertThat(locks.holder("gpu")).isEmpty();
    }
  }

  /** An earlier version or another user may have left the folder in this way. */
  @Test
  void aFolderInWhichAnyUserMayRemoveLocksIsRefusedUnlessItCanBeMended() throws Exception {
    assumeThat(SharedFolder.currentUser()).as("only root may run as another user").isZero();
    SharedFolder.setMode(Files.createDirectories(folder), 0777);
    SharedFolder.setMode(above, 0755);
    OtherUser other = OtherUser.start(NOBODY, folder);
    assumeThat(other.canStart()).as("another user can run Java on this class path").isTrue();
    assertThat(other.said())
        .isEqualTo(
            "%s belongs to user 0 and has the mode 777, so that every user may remove what is in it; the mode 1777 was expected"
                .formatted(folder));
  }

  @Test
  void usersLockOneAnotherOut() throws Exception {
    assumeThat(SharedFolder.currentUser()).as("only root may run as another user").isZero();
    SharedFolder.setMode(above, 0755);
    taken("gpu", Mode.EXCLUSIVE).close();
    OtherUser other = OtherUser.start(NOBODY, folder);
    try {
      assumeThat(other.canStart()).as("another user can run Java on this class path").isTrue();
      assertThat(other.said()).isEqualTo("held");
      assertThat(locks.tryLock("gpu", Mode.EXCLUSIVE, "root")).isEmpty();
      assertThat(locks.holder("gpu")).contains("another user");
    } finally {
      other.kill();
    }
    try (Held held = taken("gpu", Mode.EXCLUSIVE)) {
      assertThat(held).isNotNull();
      OtherUser later = OtherUser.start(NOBODY, folder);
      assertThat(later.said()).isEqualTo("the line of root");
      later.kill();
    }
  }

  private Held taken(String name, Mode mode) throws IOException {
    return locks.tryLock(name, mode, "the line of root").orElseThrow();
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> locks.tryLock("gpu", Mode.EXCLUSIVE, "line"))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  private static Path only(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
  }
}
