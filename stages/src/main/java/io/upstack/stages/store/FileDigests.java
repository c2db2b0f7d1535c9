package io.upstack.stages.store;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The SHA-256 of files, remembered within the process. */
final class FileDigests {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final Map<Object, String> digests = new ConcurrentHashMap<>();

  private FileDigests() {}

  private record Key(Path path, FileStamp stamp) {}

  /** Opens the file to be read from its beginning. */
  @FunctionalInterface
  interface Opener {
    SeekableByteChannel open() throws IOException;
  }

  static String sha256(Path path, FileStamp stamp, Opener opener) throws IOException {
    return sha256(new Key(path, stamp), opener);
  }

  /**
   * The same of any content.
   *
   * @param identity equal for what is known to be of the same content
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
