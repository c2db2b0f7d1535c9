package io.upstack.stages.store.gcs;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a range of one generation of an object, in as many requests as necessary. */
final class GcsRangeReader {
  private static final Logger logger = LoggerFactory.getLogger(GcsRangeReader.class);

  private final Storage storage;
  private final GcsPatience patience;
  private final RetryNotice notice;

  GcsRangeReader(Storage storage, GcsPatience patience, RetryNotice notice) {
    this.storage = storage;
    this.patience = patience;
    this.notice = notice;
  }

  /**
   * Fills the buffer.
   *
   * @throws StorageException if a request fails permanently, or if no byte arrives until the
   *     deadline
   */
  void read(GcsObject object, long position, ByteBuffer target) throws IOException {
    long start = position - target.position();
    Pauses pauses = new Pauses(patience);
    while (target.hasRemaining()) {
      int before = target.position();
      try {
        readOnce(object, start + before, target);
      } catch (IOException | StorageException e) {
        if (target.position() > before) {
          pauses = new Pauses(patience);
        }
        if (!Transience.isTransient(e)) {
          throw GcsFailures.reply(e);
        }
        notice.retried(e);
        if (!pauses.pause()) {
          throw GcsFailures.reply(e);
        }
        logger.debug(
            "{}: going on at byte {} of {}",
            object.location(),
            start + target.position(),
            object.size(),
            e);
      }
    }
  }

  private void readOnce(GcsObject object, long position, ByteBuffer target) throws IOException {
    try (ReadChannel channel = storage.reader(GcsObjects.id(object))) {
      // The channel needs no buffer, because the target is one.
      channel.setChunkSize(0);
      channel.seek(position);
      channel.limit(position + target.remaining());
      while (target.hasRemaining()) {
        if (channel.read(target) < 0) {
          throw new EOFException("the reply ended %d bytes early".formatted(target.remaining()));
        }
      }
    }
  }
}
