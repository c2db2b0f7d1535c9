package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsChannel;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens objects through the copies that this machine keeps of them. */
record LocalCopies(GcsClient client, LocalCopies.Opening cache) {
  private static final Logger logger = LoggerFactory.getLogger(LocalCopies.class);

  /** Opens the cache of this machine. */
  @FunctionalInterface
  interface Opening {
    FileCache get() throws IOException;
  }

  /** Opens an object. A small one is not copied, because a copy would not save a request. */
  SeekableByteChannel open(GcsObject object) throws IOException {
    if (object.size() > GcsChannel.LARGEST_PIECE && cache.get().hasRoomFor(object)) {
      try {
        return FileChannel.open(cache.get().file(client, object), StandardOpenOption.READ);
      } catch (CacheFullException e) {
        logger.debug("{} is read in the bucket", object.location(), e);
      }
    }
    return GcsChannel.open(client, object);
  }
}
