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
  private static final Map<Key, String> digests = new ConcurrentHashMap<>();

  private FileDigests() {}

  private record Key(Path path, FileStamp stamp) {}

  /** Opens the file to be read from its beginning. */
  @FunctionalInterface
  interface Opener {
    SeekableByteChannel open() throws IOException;
  }

  static String sha256(Path path, FileStamp stamp, Opener opener) throws IOException {
    Key key = new Key(path, stamp);
    String known = digests.get(key);
    if (known != null) {
      return known;
    }
    String digest = digest(opener);
    digests.put(key, digest);
    return digest;
  }

  /** Reads the file once, and remembers nothing. */
  static String digest(Opener opener) throws IOException {
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
