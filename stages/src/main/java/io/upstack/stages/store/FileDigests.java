package io.upstack.stages.store;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The SHA-256 digests of files, remembered within the process. */
final class FileDigests {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final Duration COARSEST_CLOCK = Duration.ofSeconds(2);
  private static final Map<Object, String> digests = new ConcurrentHashMap<>();

  private FileDigests() {}

  /** Opens the file to be read from its beginning. */
  @FunctionalInterface
  interface Opener {
    SeekableByteChannel open() throws IOException;
  }

  /**
   * Returns the digest of content that may change. It is not remembered while a further change
   * could leave the time as it is, because the clocks of file systems advance in steps of up to two
   * seconds.
   *
   * @param identity a value that stays equal as long as no change is seen
   * @param changed when the content was last changed
   */
  static String sha256(Object identity, Instant changed, Opener opener) throws IOException {
    String known = digests.get(identity);
    if (known != null) {
      return known;
    }
    boolean settled = changed.isBefore(Instant.now().minus(COARSEST_CLOCK));
    String digest = digest(opener);
    if (settled) {
      digests.put(identity, digest);
    }
    return digest;
  }

  /**
   * Returns the digest of content that does not change.
   *
   * @param identity a value that is equal for files known to have the same content
   */
  static String sha256(Object identity, Opener opener) throws IOException {
    String known = digests.get(identity);
    if (known != null) {
      return known;
    }
    String digest = digest(opener);
    digests.put(identity, digest);
    return digest;
  }

  private static String digest(Opener opener) throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (SeekableByteChannel channel = opener.open()) {
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        hasher.putBytes(buffer);
        buffer.clear();
      }
    }
    return hasher.hash().toString();
  }
}
