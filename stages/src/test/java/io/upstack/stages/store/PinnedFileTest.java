package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedFileTest {
  private static final String FORMER = "the former content..";
  private static final String LATTER = "the latter content..";

  @TempDir private Path folder;
  private Path path;
  private InputFile file;
  private InputFile pinned;

  @BeforeEach
  void pin() throws IOException {
    path = Files.writeString(folder.resolve("base.pt"), FORMER);
    file = InputFile.of(path.toString());
    pinned = file.pinned(file.sha256());
  }

  @Test
  void aFileThatIsAsItWasIsRead() throws IOException {
    try (SeekableByteChannel channel = pinned.open()) {
      ByteBuffer content = ByteBuffer.allocate(FORMER.length());
      channel.read(content);
      assertThat(new String(content.array(), StandardCharsets.UTF_8)).isEqualTo(FORMER);
    }
    assertThat(pinned.localPath()).isEqualTo(path.toAbsolutePath());
    Files.setLastModifiedTime(path, FileTime.fromMillis(0));
    pinned.requireUnchanged();
  }

  @Test
  void aFileThatAnotherReplacedIsRefusedUntilItIsPutBack() throws IOException {
    Path kept = Files.move(path, folder.resolve("kept.pt"));
    Files.writeString(path, LATTER);
    assertRefused();
    Files.move(kept, path, StandardCopyOption.REPLACE_EXISTING);
    pinned.open().close();
  }

  @Test
  void aFileWrittenInPlaceIsRefusedThoughItsSizeAndTimeAreAsTheyWere() throws IOException {
    FileTime time = Files.getLastModifiedTime(path);
    Files.writeString(path, LATTER, StandardOpenOption.WRITE);
    Files.setLastModifiedTime(path, time);
    assertThat(Files.size(path)).isEqualTo(FORMER.length());
    assertRefused();
  }

  private void assertRefused() throws IOException {
    String message =
        ("'%s' has changed: it had SHA-256 %s when this began and has %s now; it must not change"
                + " while it is used: put the former content back, or start again with the new one")
            .formatted(path, pinned.sha256(), file.sha256());
    assertThatThrownBy(pinned::open).isInstanceOf(ChangedInputException.class).hasMessage(message);
    assertThatThrownBy(pinned::localPath)
        .isInstanceOf(ChangedInputException.class)
        .hasMessage(message);
    assertThatThrownBy(pinned::requireUnchanged)
        .isInstanceOf(ChangedInputException.class)
        .hasMessage(message);
  }
}
