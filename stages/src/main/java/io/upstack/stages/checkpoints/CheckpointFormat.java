package io.upstack.stages.checkpoints;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The formats of {@code torch.save}, told apart by how a file begins. */
public enum CheckpointFormat {
  /** Since PyTorch 1.6. TorchScript programs are such archives too. */
  ZIP,
  /** Before PyTorch 1.6: several pickles, and the storages after them. */
  LEGACY,
  /** Before PyTorch 0.2. */
  TAR;

  /** Protocol 2 and the number 0x1950a86a20f9469cfc6c (PyTorch's {@code serialization.py}). */
  private static final byte[] LEGACY_START =
      HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa85019");

  private static final byte[] ZIP_START = {'P', 'K', 3, 4};
  private static final byte[] TAR_MARK = "ustar".getBytes(StandardCharsets.US_ASCII);
  private static final int TAR_POSITION = 257;

  private static final String CONVERT =
      "save it again with PyTorch 1.6 or later: torch.save(torch.load(FILE), NEW_FILE,"
          + " _use_new_zipfile_serialization=True)";

  /** Empty if the file begins as none of them does. The channel's position does not move. */
  public static Optional<CheckpointFormat> of(FileChannel channel) throws IOException {
    byte[] start = start(channel);
    if (begins(start, 0, LEGACY_START)) {
      return Optional.of(LEGACY);
    }
    if (begins(start, TAR_POSITION, TAR_MARK)) {
      return Optional.of(TAR);
    }
    return begins(start, 0, ZIP_START) ? Optional.of(ZIP) : Optional.empty();
  }

  /** One of the formats that are read, or an exception that says what would be right. */
  static CheckpointFormat readable(FileChannel channel, Path path) throws IOException {
    if (channel.size() == 0) {
      throw new MalformedCheckpointException(
          path + " is empty, expected a state dict saved by torch.save");
    }
    CheckpointFormat format =
        of(channel)
            .orElseThrow(
                () ->
                    new MalformedCheckpointException(
                        path
                            + " does not begin as a zip archive (PK 03 04) or as PyTorch's format"
                            + " before that, expected a state dict saved by torch.save"));
    if (format == TAR) {
      throw new MalformedCheckpointException(
          path + " is in PyTorch's old tar format, expected its zip format: " + CONVERT);
    }
    return format;
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
