package io.upstack.stages.store;

import io.upstack.stages.store.ChecksumRecord.Content;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Stores objects as files of a local or mounted directory.
 *
 * <p>An object is written to a temporary file, forced to disk, and given its name by a hard link,
 * which fails if the name is taken. Therefore the first object to get the name is whole, and it
 * stays. Its checksum is recorded afterwards in a separate file with the same modification time as
 * the object: while the two agree, the object is unchanged and need not be read. If they do not
 * agree (a copied directory, a touched file), it is read once and compared. An object without a
 * record got its name by a link and is whole: it is read once and recorded. An object whose record
 * cannot be read is not valid. The record also holds the object's origin if its writer gave one.
 *
 * <p>A crash leaves the following:
 *
 * <ul>
 *   <li>before the link: a temporary file, which a later open removes;
 *   <li>between link and record: a whole object without a record. A record of an earlier object of
 *       that name is removed before the link; if a power failure brings it back, the new object
 *       disagrees with it and is made again, which breaks no promise;
 *   <li>while replacing a valid object: the record names both contents before the rename and only
 *       the new one after it, so that the object is valid with either content. A record of two
 *       contents is never trusted by its time;
 *   <li>while replacing an invalid object: the record names the new content before the rename, so
 *       that the old one never becomes valid.
 * </ul>
 *
 * <p>Two writers: naming and recording happen under a lock, so that the second writer finds the
 * first one's object and record. Even without a working lock, only one of two links succeeds, and
 * the loser reads the existing object. A reader takes no lock unless what it saw was not settled,
 * that is, an object between its link or rename and its record. It then looks again under the lock
 * before it calls an object invalid or records what it read.
 */
final class DirectoryStore implements ObjectStore {
  @FunctionalInterface
  private interface Publication {
    Optional<Content> publish(Path file, ChecksumRecord recorded) throws IOException;
  }

  private final String root;
  private final DirectoryLayout layout;
  private final FileOperations operations;
  private final FileTimes times;
  private final TemporaryFiles temporaries;
  private final ChecksumRecords records;
  private final ObjectInspector inspector;
  private final Publisher publisher;
  private final StoreLock lock;

  private DirectoryStore(
      String root, DirectoryLayout layout, FileOperations operations, Clock clock) {
    this.root = root;
    this.layout = layout;
    this.operations = operations;
    times = new FileTimes(clock);
    temporaries = new TemporaryFiles(operations, layout.temporaries(), clock);
    records = new ChecksumRecords(operations, temporaries, layout.checksums());
    inspector = new ObjectInspector(layout, records, times);
    publisher = new Publisher(layout, operations, records, inspector);
    lock = new StoreLock(operations, layout.lock());
  }

  static DirectoryStore open(Path root) throws IOException {
    return open(root, new LocalFileOperations(), Clock.systemUTC());
  }

  static DirectoryStore open(Path root, FileOperations operations, Clock clock) throws IOException {
    try {
      operations.createDirectories(root);
      DirectoryLayout layout = new DirectoryLayout(root.toRealPath());
      operations.createDirectories(layout.temporaries());
      operations.createDirectories(layout.checksums());
      DirectoryStore store = new DirectoryStore(root.toString(), layout, operations, clock);
      store.temporaries.removeLeftovers(clock.instant());
      return store;
    } catch (IOException exception) {
      throw new IOException(
          "cannot write in %s: %s; it must be a directory that is writable, or can be made"
              .formatted(root, FailureReason.of(exception)),
          exception);
    }
  }

  @Override
  public String root() {
    return root;
  }

  @Override
  public List<StoredObject> list(String prefix) throws IOException {
    List<StoredObject> objects = new ArrayList<>();
    for (String name : DirectoryListing.names(layout.root(), ObjectName.checkPrefix(prefix))) {
      find(name).ifPresent(objects::add);
    }
    return List.copyOf(objects);
  }

  @Override
  public Map<String, Instant> times(String prefix) throws IOException {
    Map<String, Instant> times = new TreeMap<>();
    for (String name : DirectoryListing.names(layout.root(), ObjectName.checkPrefix(prefix))) {
      FileStamp.of(layout.object(name))
          .ifPresent(stamp -> times.put(name, stamp.modified().toInstant()));
    }
    return times;
  }

  @Override
  public Optional<StoredObject> find(String name) throws IOException {
    Finding finding = inspector.look(ObjectName.check(name));
    Optional<Content> content =
        finding.settled() ? finding.content() : lock.hold(() -> inspector.settle(name, finding));
    return content.map(found -> found.object(name));
  }

  @Override
  public SeekableByteChannel read(String name) throws IOException {
    if (find(name).isEmpty()) {
      throw new NoSuchObjectException(root, name);
    }
    try {
      return FileChannel.open(layout.object(name), StandardOpenOption.READ);
    } catch (NoSuchFileException exception) {
      throw new NoSuchObjectException(root, name);
    }
  }

  @Override
  public StoredObject create(String name, ObjectContent content) throws IOException {
    Optional<StoredObject> standing = find(name);
    if (standing.isPresent()) {
      return standing.get();
    }
    return put(
            name,
            content,
            (file, recorded) -> Optional.of(publisher.publishUnlessValid(name, file, recorded)))
        .orElseThrow();
  }

  @Override
  public StoredObject replace(String name, ObjectContent content) throws IOException {
    return put(
            ObjectName.check(name),
            content,
            (file, recorded) -> Optional.of(publisher.publishAnyway(name, file, recorded)))
        .orElseThrow();
  }

  @Override
  public Optional<StoredObject> replace(StoredObject expected, ObjectContent content)
      throws IOException {
    return put(
        ObjectName.check(expected.name()),
        content,
        (file, recorded) -> publisher.publishInPlaceOf(expected, file, recorded));
  }

  @Override
  public OptionalLong freeBytes() throws IOException {
    return OptionalLong.of(Files.getFileStore(Path.of(root)).getUsableSpace());
  }

  @Override
  public void delete(String name) throws IOException {
    Path file = layout.object(ObjectName.check(name));
    lock.hold(
        () -> {
          if (FileStamp.of(file).isPresent()) {
            operations.delete(file);
            operations.forceDirectory(file.getParent());
          }
          records.delete(name);
          deleteEmptyFolders(file.getParent(), layout.root());
          deleteEmptyFolders(layout.checksums().resolve(name).getParent(), layout.checksums());
          return file;
        });
  }

  /**
   * Deletes empty folders. This runs under the lock, under which every folder that an object needs
   * is made.
   */
  private void deleteEmptyFolders(Path deepest, Path top) {
    Path folder = deepest;
    // A link is left alone, whatever it points to.
    while (!folder.equals(top) && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try {
        operations.delete(folder);
      } catch (IOException exception) {
        // The folder holds other objects, or it cannot be removed, which does no harm.
        return;
      }
      folder = folder.getParent();
    }
  }

  @Override
  public void close() {}

  private Optional<StoredObject> put(String name, ObjectContent content, Publication publication)
      throws IOException {
    try (TemporaryFile temporary = explained(name, temporaries::create)) {
      try {
        content.writeTo(temporary.output());
      } catch (IOException exception) {
        throw temporary.failed() ? new ObjectWriteException(root, name, exception) : exception;
      }
      return explained(name, () -> publish(name, temporary, content.origin(), publication));
    }
  }

  private Optional<StoredObject> publish(
      String name, TemporaryFile temporary, Optional<String> origin, Publication publication)
      throws IOException {
    FileTime time = times.unique();
    ChecksumRecord recorded = ChecksumRecord.of(new Content(temporary.finish(time), origin), time);
    return lock.hold(() -> publication.publish(temporary.path(), recorded))
        .map(content -> content.object(name));
  }

  private <T> T explained(String name, StoreLock.Action<T> action) throws IOException {
    try {
      return action.run();
    } catch (IOException exception) {
      throw new ObjectWriteException(root, name, exception);
    }
  }
}
