package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the content of an object into its entry, completely or not at all. */
final class CacheDownload {
  private static final Logger logger = LoggerFactory.getLogger(CacheDownload.class);
  private static final int ATTEMPTS = 2;
  private static final long MEGABYTE = 1_000_000;

  private CacheDownload() {}

  /**
   * Returns whether the content exists and matches what the bucket says. This reads the content.
   */
  static boolean isWhole(GcsObject object, CacheEntry entry) throws IOException {
    Path content = entry.content(object);
    Checksum expected = new Checksum(object.crc32c(), object.size());
    Optional<FileStamp> stamp = FileStamp.of(content);
    return stamp.isPresent()
        && stamp.get().size() == expected.size()
        && Checksum.ofFile(content).equals(expected);
  }

  /**
   * Returns whether content of the right size exists, which takes only a look at its directory.
   * Content that was whole once does not change, but may be removed by hand.
   */
  static boolean isThere(GcsObject object, CacheEntry entry) throws IOException {
    Optional<FileStamp> stamp = FileStamp.of(entry.content(object));
    return stamp.isPresent() && stamp.get().size() == object.size();
  }

  /**
   * Downloads the object in place of any existing content. The caller must be the only one that
   * does so.
   */
  static void of(GcsClient client, GcsObject object, CacheEntry entry, CacheRoom room)
      throws IOException {
    Path content = entry.content(object);
    Checksum expected = new Checksum(object.crc32c(), object.size());
    for (int attempt = 1; ; attempt++) {
      room.take(entry, object.size(), object.location());
      Checksum arrived = download(client, object, entry);
      if (arrived.equals(expected)) {
        Files.move(entry.part(), content, StandardCopyOption.ATOMIC_MOVE);
        return;
      }
      entry.delete();
      if (attempt == ATTEMPTS) {
        throw new IOException(
            "%s, generation %d, arrived with CRC32C %08x, expected %08x, %d times: look at the network and the disk of %s"
                .formatted(
                    object.location(),
                    object.generation(),
                    arrived.crc32c(),
                    expected.crc32c(),
                    ATTEMPTS,
                    entry.directory()));
      }
    }
  }

  private static Checksum download(GcsClient client, GcsObject object, CacheEntry entry)
      throws IOException {
    long start = System.nanoTime();
    new ParallelDownload(client, object).to(entry.part());
    Checksum arrived = Checksum.ofFile(entry.part());
    double seconds = (System.nanoTime() - start) / 1e9;
    logger.info(
        "{}: {} MB in {} s", object.location(), object.size() / MEGABYTE, Math.round(seconds));
    return arrived;
  }
}
