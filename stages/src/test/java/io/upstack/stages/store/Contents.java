package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Contents that tell from every byte, and from their size, which one they are and that they are
 * whole.
 */
final class Contents {
  private static final int BYTES_A_VERSION = 20_011;

  private Contents() {}

  /**
   * @param version from 1 to 127
   */
  static byte[] bytes(int version) {
    byte[] bytes = new byte[version * BYTES_A_VERSION];
    Arrays.fill(bytes, (byte) version);
    return bytes;
  }

  /** Written in pieces. */
  static ObjectContent of(int version) {
    return output -> {
      byte[] bytes = bytes(version);
      for (int offset = 0; offset < bytes.length; offset += 1000) {
        output.write(bytes, offset, Math.min(1000, bytes.length - offset));
      }
    };
  }

  static StoredObject object(String name, int version) {
    byte[] bytes = bytes(version);
    CRC32C crc32c = new CRC32C();
    crc32c.update(bytes);
    return new StoredObject(name, bytes.length, (int) crc32c.getValue());
  }

  static void assertWhole(byte[] bytes) {
    assertThat(bytes).isNotEmpty();
    assertThat(Arrays.equals(bytes, bytes(bytes[0]))).isTrue();
  }
}
