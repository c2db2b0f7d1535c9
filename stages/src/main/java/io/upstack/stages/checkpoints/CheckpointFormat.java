package io.upstack.stages.checkpoints;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/** Tells the formats of {@code torch.save} apart by how a file begins. */
final class CheckpointFormat {
  /** Protocol 2 and the number 0x1950a86a20f9469cfc6c (PyTorch's {@code serialization.py}). */
  private static final byte[] LEGACY = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa85019");

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] TAR = "ustar".getBytes(StandardCharsets.US_ASCII);
  private static final int TAR_POSITION = 257;

  private static final String CONVERT =
      "save it again with PyTorch 1.6 or later: torch.save(torch.load(FILE), NEW_FILE,"
          + " _use_new_zipfile_serialization=True)";

  private CheckpointFormat() {}

  static void requireZip(FileChannel channel, Path path) throws IOException {
    byte[] start = start(channel);
    if (start.length == 0) {
      throw new MalformedCheckpointException(
          path + " is empty, expected a state dict saved by torch.save");
    }
    if (begins(start, 0, LEGACY)) {
      throw new MalformedCheckpointException(
          path + " is in the format before PyTorch 1.6, expected its zip format: " + CONVERT);
    }
    if (begins(start, TAR_POSITION, TAR)) {
      throw new MalformedCheckpointException(
          path + " is in PyTorch's old tar format, expected its zip format: " + CONVERT);
    }
    if (!begins(start, 0, ZIP)) {
      throw new MalformedCheckpointException(
          path
              + " does not begin as a zip archive (PK 03 04), expected a state dict saved by"
              + " torch.save in PyTorch 1.6 or later");
    }
  }

  private static boolean begins(byte[] start, int position, byte[] magic) {
    return start.length >= position + magic.length
        && Arrays.equals(start, position, position + magic.length, magic, 0, magic.length);
  }

  private static byte[] start(FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(512);
    while (start.hasRemaining() && channel.read(start, start.position()) >= 0) {
      // A read may return less than there is.
    }
    return Arrays.copyOf(start.array(), start.position());
  }
}
