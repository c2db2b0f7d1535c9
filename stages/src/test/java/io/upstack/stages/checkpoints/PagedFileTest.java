package io.upstack.stages.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagedFileTest {
  private static final int PAGE = 16;
  private static final int SIZE = 100;
  private static final int LARGE = 100_000;

  @TempDir private Path directory;

  @Test
  void bytesAreTheSameAcrossPages() throws IOException {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    Path path = Files.write(directory.resolve("file"), content);
    try (FileChannel channel = FileChannel.open(path)) {
      PagedFile file = new PagedFile(channel, PAGE, 3);
      for (int start = 0; start <= SIZE; start++) {
        for (int length = 0; length <= SIZE - start; length++) {
          byte[] expected = Arrays.copyOfRange(content, start, start + length);
          ByteBuffer copy = ByteBuffer.allocate(length);
          file.copy(start, copy);
          assertThat(copy.array()).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void largePiecesAreTheSameToo() throws IOException {
    byte[] content = new byte[LARGE];
    new Random(2).nextBytes(content);
    Path path = Files.write(directory.resolve("file"), content);
    try (FileChannel channel = FileChannel.open(path)) {
      PagedFile file = new PagedFile(channel, LARGE / 7, 3);
      for (int start : new int[] {0, 1, LARGE / 7 - 1, LARGE / 2}) {
        ByteBuffer copy = ByteBuffer.allocate(LARGE - start);
        file.copy(start, copy);
        assertThat(copy.hasRemaining()).isFalse();
        assertThat(copy.array()).isEqualTo(Arrays.copyOfRange(content, start, LARGE));
      }
    }
  }

  /** Both of small pieces, which come from pages, and of large ones. */
  @Test
  void saysThatTheFileWasCut() throws IOException {
    Path path = Files.write(directory.resolve("file"), new byte[LARGE]);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      PagedFile file = new PagedFile(channel, PAGE, 3);
      channel.truncate(1000);
      assertThatThrownBy(() -> file.copy(0, ByteBuffer.allocate(LARGE)))
          .isInstanceOf(EOFException.class)
          .hasMessage("the file was cut to 1000 bytes while it was read");
      assertThatThrownBy(() -> file.copy(999, ByteBuffer.allocate(2)))
          .isInstanceOf(EOFException.class)
          .hasMessage("the file was cut to 1000 bytes while it was read");
    }
  }
}
