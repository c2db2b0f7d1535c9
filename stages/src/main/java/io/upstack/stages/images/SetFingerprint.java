package io.upstack.stages.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.util.Map;

/**
 * The SHA-256 of several files. It covers each file's name, a zero byte, its own SHA-256 in
 * hexadecimal and a line feed, in the order of the files.
 */
final class SetFingerprint {
  private SetFingerprint() {}

  /**
   * Returns the fingerprint of files by their names. Each file is read once in a process, as {@link
   * InputFile#sha256} does.
   */
  static String of(Map<String, InputFile> files) throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    for (Map.Entry<String, InputFile> file : files.entrySet()) {
      hasher.putString(file.getKey() + "\0" + file.getValue().sha256() + "\n", UTF_8);
    }
    return hasher.hash().toString();
  }
}
