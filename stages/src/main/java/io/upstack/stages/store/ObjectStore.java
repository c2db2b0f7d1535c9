package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Named objects under one root, such as the output of a run. Safe for use by many threads, and by
 * many processes on the same root.
 *
 * <p>An object is visible whole or not at all, and is on stable storage when the call that made it
 * returns. Names are relative, with {@code /} between their parts, such as {@code
 * samples/00012.npz}; no part is empty or begins with a dot. Any other name causes an {@link
 * IllegalArgumentException}.
 */
public interface ObjectStore extends AutoCloseable {
  /** Returns the root as a user names it: a directory, or a {@code gs://} path. */
  String root();

  /**
   * Returns the valid objects whose names begin with {@code prefix}, by name. It leaves out objects
   * whose content does not agree with the size and checksum recorded when they were made.
   */
  List<StoredObject> list(String prefix) throws IOException;

  /**
   * Returns when each object whose name begins with {@code prefix} was last written, including
   * objects that are not valid. The clock is the store's own, which may differ from this machine's
   * by minutes.
   */
  Map<String, Instant> times(String prefix) throws IOException;

  /** Returns the object of this name if it exists and is valid. */
  Optional<StoredObject> find(String name) throws IOException;

  /**
   * Opens an object for reading at any position. An opened object stays whole even if it is
   * replaced or deleted in the meantime. The exception is an object over 8 MiB in a bucket, which
   * is read in pieces: reading on after it was replaced or deleted ends in a {@link
   * io.upstack.stages.store.gcs.GcsChangedException}, an IOException that names both generations.
   *
   * @throws NoSuchObjectException naming the object and the root, if there is no valid one
   */
  SeekableByteChannel read(String name) throws IOException;

  /**
   * Opens an object like {@link #read}, for content that is read many times: this machine keeps a
   * copy of a large object in a bucket, and uses it for as long as the object is the same.
   */
  default SeekableByteChannel readAgain(String name) throws IOException {
    return read(name);
  }

  /**
   * Makes an object, unless a valid one of that name exists, which is then returned and left as it
   * is. An object of that name that is not valid is replaced. Exceptions from {@code content} are
   * thrown on as they are, and nothing is left behind.
   */
  StoredObject create(String name, ObjectContent content) throws IOException;

  /** Makes an object in place of any that exists, atomically. */
  StoredObject replace(String name, ObjectContent content) throws IOException;

  /**
   * Makes an object in place of this one, atomically, and only if its bytes are still the ones that
   * {@code expected} was found with.
   *
   * @return the object; empty if there is another object or none, which is left as it is
   */
  Optional<StoredObject> replace(StoredObject expected, ObjectContent content) throws IOException;

  /** Returns how many bytes can still be stored, if the store has a limit and knows it. */
  default OptionalLong freeBytes() throws IOException {
    return OptionalLong.empty();
  }

  /** Removes the object of this name, if there is one. */
  void delete(String name) throws IOException;

  @Override
  void close() throws IOException;
}
