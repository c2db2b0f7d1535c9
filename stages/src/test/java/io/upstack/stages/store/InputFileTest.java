package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
  // The test vectors of FIPS 180 for "abc" and for the empty message.
  private static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String SHA256_OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @TempDir private Path directory;

  @Test
  void aFileIsReadInPlace() throws IOException {
    Path path = Files.writeString(directory.resolve("base.pt"), "abc");
    InputFile file = InputFile.of(path.toString());

    assertThat(file.location()).isEqualTo(path.toString());
    assertThat(file.exists()).isTrue();
    assertThat(file.size()).isEqualTo(3);
    assertThat(file.localPath()).isEqualTo(path);
    assertThat(file.sha256()).isEqualTo(SHA256_OF_ABC);
    try (SeekableByteChannel channel = file.open()) {
      ByteBuffer last = ByteBuffer.allocate(1);
      channel.position(2).read(last);
      assertThat(last.array()).containsExactly('c');
    }
  }

  @Test
  void theDigestOfAnEmptyFileIsThatOfNothing() throws IOException {
    Path path = Files.createFile(directory.resolve("empty"));
    assertThat(InputFile.of(path.toString()).sha256()).isEqualTo(SHA256_OF_NOTHING);
  }

  @Test
  void aChangeIsSeenThoughSizeAndTimeAreAsTheyWere() throws IOException {
    Path path = Files.writeString(directory.resolve("base.pt"), "abc");
    FileTime time = FileTime.from(Instant.parse("2020-01-01T00:00:00.000000001Z"));
    Files.setLastModifiedTime(path, time);
    assertThat(InputFile.of(path.toString()).sha256()).isEqualTo(SHA256_OF_ABC);

    Files.writeString(path, "abd");
    Files.setLastModifiedTime(path, time);
    assertThat(InputFile.of(path.toString()).sha256()).isNotEqualTo(SHA256_OF_ABC);
  }

  @Test
  void aMissingFileIsNamed() {
    String location = directory.resolve("nowhere.pt").toString();
    InputFile file = InputFile.of(location);
    assertThat(file.exists()).isFalse();
    assertAllFail(file, "there is no file '%s'".formatted(location));
  }

  @Test
  void aDirectoryIsNoFile() {
    InputFile file = InputFile.of(directory.toString());
    assertThat(file.exists()).isFalse();
    assertAllFail(file, "'%s' is a directory; a file was expected".formatted(directory));
  }

  private static void assertAllFail(InputFile file, String message) {
    for (ThrowingCallable call :
        new ThrowingCallable[] {file::size, file::open, file::localPath, file::sha256}) {
      assertThatThrownBy(call).isInstanceOf(IOException.class).hasMessage(message);
    }
  }
}
