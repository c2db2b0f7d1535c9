package io.upstack.stages.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
  private static final int WINDOW = 16;
  private static final int SIZE = 100;

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
}
