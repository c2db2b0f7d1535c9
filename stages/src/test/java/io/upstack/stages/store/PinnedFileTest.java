package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
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

  /** A training loop may replace a checkpoint, and its owner may put the former one back. */
  @Test
  void whatWasLoadedFromAFileThatHadTheNameForAMomentIsLoadedAgain() throws IOException {
    List<String> loaded = new ArrayList<>();
    SeekableByteChannel channel =
        UnchangedFiles.load(
            List.of(pinned),
            () -> {
              boolean isFirst = loaded.isEmpty();
              Path kept = folder.resolve("kept.pt");
              if (isFirst) {
                Files.move(path, kept);
                Files.writeString(path, LATTER);
              }
              SeekableByteChannel opened = FileChannel.open(path);
              loaded.add(Files.readString(path));
              if (isFirst) {
                Files.move(kept, path, StandardCopyOption.REPLACE_EXISTING);
              }
              return opened;
            });
    assertThat(loaded).containsExactly(LATTER, FORMER);
    assertThat(channel.size()).isEqualTo(FORMER.length());
    channel.close();
  }

  @Test
  void whatDoesNotLoadBecauseTheFileHasChangedIsSaidToHaveChanged() {
    assertThatThrownBy(
            () ->
                UnchangedFiles.load(
                    List.of(pinned),
                    () -> {
                      Files.writeString(path, LATTER);
                      throw new IOException("cut");
                    }))
        .isInstanceOf(ChangedInputException.class)
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("cut"));
  }

  @Test
  void whatDoesNotLoadWhileTheFileIsWrittenToIsLoadedAgain() throws IOException {
    List<String> loaded = new ArrayList<>();
    UnchangedFiles.load(
            List.of(pinned),
            () -> {
              loaded.add(Files.readString(path));
              if (loaded.size() == 1) {
                Files.writeString(path, FORMER);
                throw new IOException("cut");
              }
              return FileChannel.open(path);
            })
        .close();
    assertThat(loaded).hasSize(2);
  }

  @Test
  void whatDoesNotLoadFromAnUnchangedFileFails() {
    assertThatThrownBy(
            () ->
                UnchangedFiles.load(
                    List.of(pinned),
                    () -> {
                      throw new IOException("malformed");
                    }))
        .hasMessage("malformed");
  }

  @Test
  void aFileThatIsWrittenToDuringEachLoadIsGivenUp() throws IOException {
    List<SeekableByteChannel> loaded = new ArrayList<>();
    assertThatThrownBy(
            () ->
                UnchangedFiles.load(
                    List.of(pinned),
                    () -> {
                      Files.writeString(path, LATTER);
                      loaded.add(FileChannel.open(path));
                      Files.writeString(path, FORMER);
                      return loaded.get(loaded.size() - 1);
                    }))
        .hasMessage(
            path
                + ": written to, renamed or replaced each of the 3 times that it was loaded; it"
                + " must not change while it is used");
    assertThat(loaded).hasSize(3).noneMatch(SeekableByteChannel::isOpen);
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
