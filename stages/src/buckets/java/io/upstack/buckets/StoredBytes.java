package io.upstack.buckets;

import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Ints;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An object of the server.
 *
 * @param size that it claims to have
 * @param bytes of its content; fewer than its size where a test only lists it
 * @param crc32c of the bytes, in base64
 * @param components that it was composed of; 0 if it was uploaded
 * @param updated when it was put there
 */
record StoredBytes(
    long generation,
    long size,
    byte[] bytes,
    String crc32c,
    Map<String, String> metadata,
    int components,
    Instant updated) {
  static String crc32c(byte[] bytes) {
    CRC32C crc32c = new CRC32C();
    crc32c.update(bytes);
    return BaseEncoding.base64().encode(Ints.toByteArray((int) crc32c.getValue()));
  }
}
