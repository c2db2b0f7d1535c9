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

class MappedFileTest {
  private static final int WINDOW = 16;
  private static final int SIZE = 100;
  private static final int LARGE = 100_000;

  @TempDir private Path directory;

  @Test
  void bytesAreTheSameAcrossWindows() throws IOException {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    Path path = Files.write(directory.resolve("file"), content);
    try (FileChannel channel = FileChannel.open(path)) {
      MappedFile file = new MappedFile(channel, WINDOW);
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

  /** Of which the larger part is read, and the rest comes from windows. */
  @Test
  void largePiecesAreTheSameToo() throws IOException {
    byte[] content = new byte[LARGE];
    new Random(2).nextBytes(content);
    Path path = Files.write(directory.resolve("file"), content);
    try (FileChannel channel = FileChannel.open(path)) {
      MappedFile file = new MappedFile(channel, LARGE / 7);
      for (int start : new int[] {0, 1, LARGE / 7 - 1, LARGE / 2}) {
        ByteBuffer copy = ByteBuffer.allocate(LARGE - start);
        file.copy(start, copy);
        assertThat(copy.hasRemaining()).isFalse();
        assertThat(copy.array()).isEqualTo(Arrays.copyOfRange(content, start, LARGE));
      }
    }
  }

  @Test
  void saysThatTheFileWasCut() throws IOException {
    Path path = Files.write(directory.resolve("file"), new byte[LARGE]);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedFile file = new MappedFile(channel, LARGE);
      channel.truncate(1000);
      assertThatThrownBy(() -> file.copy(0, ByteBuffer.allocate(LARGE)))
          .isInstanceOf(EOFException.class)
          .hasMessage("the file was cut to 1000 bytes while it was read");
    }
  }
}
