package io.upstack.runners.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.upstack.stages.zip.ZipWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Copies checkpoints with one member changed, and corrects its checksum in the archive. */
final class PatchedCheckpoint {
  private PatchedCheckpoint() {}

  /** Writes NaN at a place in the only float32 storage of so many bytes. */
  static Path withNaN(Path checkpoint, int storageBytes, int index, Path copy) throws IOException {
    return with(Float.NaN, checkpoint, storageBytes, index, copy);
  }

  /** Writes another weight at a place in the only float32 storage of so many bytes. */
  static Path with(float weight, Path checkpoint, int storageBytes, int index, Path copy)
      throws IOException {
    return patched(
        checkpoint,
        entry -> entry.getName().contains("/data/") && entry.getSize() == storageBytes,
        bytes -> {
          ByteBuffer storage = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
          return storage.putFloat(index * Float.BYTES, weight).array();
        },
        copy);
  }

  /**
   * Puts {@code posix.system} into the pickle in the place of the function that rebuilds tensors.
   */
  static Path withForeignGlobal(Path checkpoint, Path copy) throws IOException {
    return patched(
        checkpoint,
        entry -> entry.getName().endsWith("/data.pkl"),
        bytes ->
            new String(bytes, ISO_8859_1)
                .replace("ctorch._utils\n_rebuild_tensor_v2\n", "cposix\nsystem\n")
                .getBytes(ISO_8859_1),
        copy);
  }

  private static Path patched(
      Path checkpoint, Predicate<ZipEntry> which, UnaryOperator<byte[]> patch, Path copy)
      throws IOException {
    try (ZipFile source = new ZipFile(checkpoint.toFile());
        OutputStream output = Files.newOutputStream(copy)) {
      ZipWriter target = ZipWriter.to(output);
      for (ZipEntry entry : Collections.list(source.entries())) {
        byte[] bytes = bytes(source, entry);
        byte[] written = which.test(entry) ? patch.apply(bytes) : bytes;
        target.add(entry.getName(), written.length, stream -> stream.write(written));
      }
      target.finish();
    }
    return copy;
  }

  private static byte[] bytes(ZipFile source, ZipEntry entry) throws IOException {
    try (InputStream input = source.getInputStream(entry)) {
      return input.readAllBytes();
    }
  }
}
