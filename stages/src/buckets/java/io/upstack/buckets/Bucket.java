package io.upstack.buckets;

import com.google.common.primitives.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Objects by their paths, each of one generation. */
final class Bucket {
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_FOUND = 404;

  private final TreeMap<String, StoredBytes> objects = new TreeMap<>();
  private long lastGeneration = 1_700_000_000_000_000L;

  synchronized Optional<StoredBytes> find(String path) {
    return Optional.ofNullable(objects.get(path));
  }

  synchronized StoredBytes get(String path, Optional<Long> generation) throws RefusedException {
    StoredBytes object = objects.get(path);
    if (object == null || !generation.map(wanted -> wanted == object.generation()).orElse(true)) {
      throw new RefusedException(NOT_FOUND, "No such object: " + path);
    }
    return object;
  }

  /** Returns the names and objects in order. */
  synchronized Map<String, StoredBytes> list(String prefix, String after, int most) {
    Map<String, StoredBytes> page = new TreeMap<>();
    for (Map.Entry<String, StoredBytes> entry : objects.tailMap(after, false).entrySet()) {
      if (entry.getKey().startsWith(prefix) && page.size() < most) {
        page.put(entry.getKey(), entry.getValue());
      }
    }
    return page;
  }

  synchronized StoredBytes put(
      String path,
      byte[] bytes,
      long size,
      Map<String, String> metadata,
      Optional<Long> generationMatch)
      throws RefusedException {
    requireGeneration(path, generationMatch);
    return put(path, bytes, size, metadata, 0);
  }

  private StoredBytes put(
      String path, byte[] bytes, long size, Map<String, String> metadata, int components) {
    lastGeneration++;
    StoredBytes object =
        new StoredBytes(
            lastGeneration,
            size,
            bytes,
            StoredBytes.crc32c(bytes),
            metadata,
            components,
            Instant.now());
    objects.put(path, object);
    return object;
  }

  synchronized void requireGeneration(String path, Optional<Long> match) throws RefusedException {
    long standing = find(path).map(StoredBytes::generation).orElse(0L);
    if (match.isPresent() && match.get() != standing) {
      throw new RefusedException(
          PRECONDITION_FAILED, "At least one of the pre-conditions you specified did not hold.");
    }
  }

  /** Joins objects. Each counts for as many components as it has itself. */
  synchronized StoredBytes compose(
      String path,
      List<ComposeSource> sources,
      Map<String, String> metadata,
      Optional<Long> generationMatch)
      throws RefusedException {
    List<byte[]> parts = new ArrayList<>();
    int components = 0;
    for (ComposeSource source : sources) {
      StoredBytes part = get(source.path(), source.generation());
      requireGeneration(source.path(), source.generationMatch());
      parts.add(part.bytes());
      components += Math.max(1, part.components());
    }
    requireGeneration(path, generationMatch);
    byte[] joined = Bytes.concat(parts.toArray(byte[][]::new));
    return put(path, joined, joined.length, metadata, components);
  }

  synchronized void delete(String path, Optional<Long> generationMatch) throws RefusedException {
    if (!objects.containsKey(path)) {
      throw new RefusedException(NOT_FOUND, "No such object: " + path);
    }
    requireGeneration(path, generationMatch);
    objects.remove(path);
  }
}
