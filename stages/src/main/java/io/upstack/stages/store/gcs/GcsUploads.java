package io.upstack.stages.store.gcs;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import java.io.IOException;
import java.nio.file.Files;

/**
 * Uploads small objects in one request, and others in a session that continues where it broke off.
 */
final class GcsUploads {
  private static final long LARGEST_AT_ONCE = 8 << 20;

  /** The bytes per request of a session, which are held in memory for its duration. */
  private static final int CHUNK = 8 << 20;

  private final Storage storage;

  GcsUploads(Storage storage) {
    this.storage = storage;
  }

  /**
   * Uploads an object. In both ways the bucket compares the checksum before the object is visible.
   */
  GcsObject put(GcsLocation location, GcsContent content, long generation) throws IOException {
    BlobInfo info = GcsObjects.info(location, content);
    Blob made =
        content.size() <= LARGEST_AT_ONCE
            ? putAtOnce(info, content, generation)
            : putInSession(info, content, generation);
    return GcsObjects.of(made);
  }

  private Blob putAtOnce(BlobInfo info, GcsContent content, long generation) throws IOException {
    BlobTargetOption precondition =
        generation == 0
            ? BlobTargetOption.doesNotExist()
            : BlobTargetOption.generationMatch(generation);
    byte[] bytes = Files.readAllBytes(content.file());
    return storage.create(info, bytes, precondition, BlobTargetOption.disableGzipContent());
  }

  private Blob putInSession(BlobInfo info, GcsContent content, long generation) throws IOException {
    BlobWriteOption precondition =
        generation == 0
            ? BlobWriteOption.doesNotExist()
            : BlobWriteOption.generationMatch(generation);
    try {
      return storage.createFrom(
          info,
          content.file(),
          CHUNK,
          precondition,
          BlobWriteOption.crc32cMatch(),
          BlobWriteOption.disableGzipContent());
    } catch (IOException e) {
      throw GcsFailures.reply(e);
    }
  }
}
