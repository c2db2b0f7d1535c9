package io.upstack.stages.store;

import io.upstack.stages.store.ChecksumRecord.Content;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives finished files their names. All of it happens under the {@link StoreLock}. */
final class Publisher {
  private static final Logger logger = LoggerFactory.getLogger(Publisher.class);

  private final DirectoryLayout layout;
  private final FileOperations operations;
  private final ChecksumRecords records;
  private final ObjectInspector inspector;
  private final AtomicBoolean linksFail = new AtomicBoolean();

  Publisher(
      DirectoryLayout layout,
      FileOperations operations,
      ChecksumRecords records,
      ObjectInspector inspector) {
    this.layout = layout;
    this.operations = operations;
    this.records = records;
    this.inspector = inspector;
  }

  /** Returns the content of the object that exists afterwards. */
  Content publishUnlessValid(String name, Path file, ChecksumRecord recorded) throws IOException {
    Path target = prepare(name);
    if (!exists(target) && publishNew(name, file, recorded)) {
      return recorded.newest();
    }
    Optional<Content> standing = inspector.settle(name, inspector.look(name));
    if (standing.isPresent()) {
      return standing.get();
    }
    // Record before the rename: the invalid content in its place must never become valid.
    records.write(name, recorded);
    operations.rename(file, target);
    operations.forceDirectory(target.getParent());
    return recorded.newest();
  }

  /** Publishes in place of any existing object, which stays valid until it is replaced. */
  Content publishAnyway(String name, Path file, ChecksumRecord recorded) throws IOException {
    prepare(name);
    return publish(name, file, recorded, inspector.settle(name, inspector.look(name)));
  }

  /** Publishes in place of this object. Returns empty if it is not the one that exists. */
  Optional<Content> publishInPlaceOf(StoredObject expected, Path file, ChecksumRecord recorded)
      throws IOException {
    String name = expected.name();
    prepare(name);
    Optional<Content> standing = inspector.settle(name, inspector.look(name));
    if (standing.filter(content -> content.object(name).hasContentOf(expected)).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(publish(name, file, recorded, standing));
  }

  private Content publish(
      String name, Path file, ChecksumRecord recorded, Optional<Content> standing)
      throws IOException {
    Path target = layout.object(name);
    ChecksumRecord both = standing.map(content -> recorded.orStill(content)).orElse(recorded);
    records.write(name, both);
    operations.rename(file, target);
    operations.forceDirectory(target.getParent());
    if (!both.equals(recorded)) {
      records.writeIfPossible(name, recorded);
    }
    return recorded.newest();
  }

  private Path prepare(String name) throws IOException {
    Path target = layout.object(name);
    operations.createDirectories(target.getParent());
    if (Files.isDirectory(target)) {
      throw new FileSystemException(target.toString(), null, "a directory has this name");
    }
    return target;
  }

  /** Returns whether the file got the name. If not, another file has it. */
  private boolean publishNew(String name, Path file, ChecksumRecord recorded) throws IOException {
    Path target = layout.object(name);
    // This record is left from an object that was removed by hand.
    records.delete(name);
    try {
      linkOrRename(file, target);
    } catch (FileAlreadyExistsException exception) {
      return false;
    }
    operations.forceDirectory(target.getParent());
    records.writeIfPossible(name, recorded);
    return true;
  }

  private void linkOrRename(Path file, Path target) throws IOException {
    try {
      operations.link(file, target);
    } catch (FileAlreadyExistsException exception) {
      throw exception;
    } catch (FileSystemException | UnsupportedOperationException exception) {
      if (exists(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      operations.rename(file, target);
      if (!linksFail.getAndSet(true)) {
        logger.warn(
            "no hard links in {} ({}): objects are renamed into place, and only a lock keeps two"
                + " processes from making the same one",
            layout.root(),
            exception.toString());
      }
    }
  }

  private static boolean exists(Path target) {
    return Files.exists(target, LinkOption.NOFOLLOW_LINKS);
  }
}
