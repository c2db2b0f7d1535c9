package io.upstack.stages.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.util.Map;

/**
 * The SHA-256 of several files: of each one's name, a byte of 0, its own SHA-256 in hexadecimal and
 * a line feed, in their order.
 */
final class SetFingerprint {
  private SetFingerprint() {}

  /** Of files by their names. Each is read once a process, as {@link InputFile#sha256} is. */
  static String of(Map<String, InputFile> files) throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    for (Map.Entry<String, InputFile> file : files.entrySet()) {
      hasher.putString(file.getKey() + "\0" + file.getValue().sha256() + "\n", UTF_8);
    }
    return hasher.hash().toString();
  }
}
