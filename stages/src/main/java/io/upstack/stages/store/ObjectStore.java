package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Named objects under one root, such as the output of a run. Safe for use by many threads, and by
 * many processes on the same root.
 *
 * <p>An object is visible whole or not at all, and is on stable storage when the call that made it
 * returns. Names are relative, with {@code /} between their parts, such as {@code
 * samples/00012.npz}; no part is empty or begins with a dot. Another name is an {@link
 * IllegalArgumentException}.
 */
public interface ObjectStore extends AutoCloseable {
  /** What a user calls the root: a directory, or a {@code gs://} path. */
  String root();

  /**
   * The valid objects whose names begin with {@code prefix}, by name. An object whose content does
   * not agree with the size and checksum recorded when it was made is not among them.
   */
  List<StoredObject> list(String prefix) throws IOException;

  /**
   * When each object whose name begins with {@code prefix} was last written, also those that are
   * not valid. The clock is the store's own, which may differ from this machine's by minutes.
   */
  Map<String, Instant> times(String prefix) throws IOException;

  /** The object of this name if it exists and is valid. */
  Optional<StoredObject> find(String name) throws IOException;

  /**
   * Opens an object for reading at any position. What was opened stays whole, also when the object
   * is replaced or deleted meanwhile; but in a bucket an object over 8 MiB is read in pieces, and
   * reading on once it was replaced or deleted ends in a {@link
   * io.upstack.stages.store.gcs.GcsChangedException}, an IOException that names both generations.
   *
   * @throws NoSuchObjectException naming the object and the root, if there is none that is valid
   */
  SeekableByteChannel read(String name) throws IOException;

  /**
   * As {@link #read}, for what is read many times: of a large object in a bucket this machine keeps
   * a copy, which is used for as long as the object is the same.
   */
  default SeekableByteChannel readAgain(String name) throws IOException {
    return read(name);
  }

  /**
   * Makes an object unless a valid one of that name exists, in which case that one stands and is
   * returned. An object of that name that is not valid is replaced. What {@code content} throws is
   * thrown on as it is, and leaves nothing behind.
   */
  StoredObject create(String name, ObjectContent content) throws IOException;

  /** Makes an object in the place of any that exists, atomically. */
  StoredObject replace(String name, ObjectContent content) throws IOException;

  /**
   * Makes an object in the place of this one, atomically, and only if its bytes still are the ones
   * that {@code expected} was found with.
   *
   * @return the object; empty if another stands there, or none, which is left as it is
   */
  Optional<StoredObject> replace(StoredObject expected, ObjectContent content) throws IOException;

  /** Removes the object of this name, if there is one. */
  void delete(String name) throws IOException;

  @Override
  void close() throws IOException;
}
