package io.upstack.stages.store;

import static java.util.Locale.ROOT;

import com.google.common.hash.Hashing;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of the cache that holds, or has held, one generation of one object. A user of the
 * content holds a shared lock with the entry's name among the locks of the cache, and a process
 * that evicts it holds an exclusive one.
 */
record CacheEntry(Path directory) {
  /** Held during use of the content by versions that locked a file of the entry. */
  private static final String EARLIER_LOCK = ".lock";

  private static final String PART = ".part";
  private static final String USED = ".used";
  private static final Set<String> KEPT = Set.of(EARLIER_LOCK, USED);
  private static final int LONGEST_NAME = 120;
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}-.+");

  /** Names the entry after the object, to be readable, and adds a hash, to be unique. */
  static CacheEntry of(Path cache, GcsObject object) {
    String name = String.format(ROOT, "%s/%d", object.location(), object.generation());
    String hash = Hashing.sha256().hashString(name, StandardCharsets.UTF_8).toString();
    String readable = name.substring(name.indexOf("//") + 2).replaceAll("[^A-Za-z0-9._-]", "+");
    String end = readable.substring(Math.max(0, readable.length() - LONGEST_NAME));
    return new CacheEntry(cache.resolve(hash.substring(0, 16) + "-" + end));
  }

  /**
   * Returns the entries of all generations of objects that the cache has ever held, and nothing
   * else in the directory.
   */
  static List<CacheEntry> all(Path cache) throws IOException {
    try (Stream<Path> directories = Files.list(cache)) {
      return directories
          .filter(directory -> NAME.matcher(directory.getFileName().toString()).matches())
          .filter(Files::isDirectory)
          .map(CacheEntry::new)
          .toList();
    }
  }

  /** Returns the name of the locks on this entry. */
  String name() {
    return directory.getFileName().toString();
  }

  /** Makes the directory if it is missing. */
  void make() throws IOException {
    Files.createDirectories(directory);
  }

  /** Returns the path of the content once it is whole. */
  Path content(GcsObject object) {
    String path = object.location().path();
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean usable = !name.startsWith(".") && name.length() <= LONGEST_NAME;
    return directory.resolve(usable ? name : "content");
  }

  /** Returns the path of the content while it is not yet whole. */
  Path part() {
    return directory.resolve(PART);
  }

  /** Stores the time when the content was last requested. */
  void touch(Instant now) throws IOException {
    Path file = directory.resolve(USED);
    if (!Files.exists(file)) {
      Files.write(file, new byte[0]);
    }
    Files.setLastModifiedTime(file, FileTime.from(now));
  }

  /** Returns when the content was last requested. */
  Instant used() throws IOException {
    try {
      return Files.getLastModifiedTime(directory.resolve(USED)).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.EPOCH;
    }
  }

  /** Returns the size of the content in bytes, even while it is not yet whole. */
  long size() throws IOException {
    long size = 0;
    for (Path file : files()) {
      size += FileStamp.of(file).map(FileStamp::size).orElse(0L);
    }
    return size;
  }

  /** Deletes everything except the file that stores the time and the lock of earlier versions. */
  void delete() throws IOException {
    for (Path file : files()) {
      Files.deleteIfExists(file);
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(directory)) {
      all.filter(file -> !KEPT.contains(file.getFileName().toString())).forEach(files::add);
    }
    return files;
  }
}
