package io.upstack.stages.store;

import io.upstack.stages.store.ChecksumRecord.Content;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The object that was found under a name, and the evidence for it.
 *
 * @param stamp the stamp of the object's file; empty if there is none
 * @param recorded the record of the object
 * @param content the content of the object; empty if it is not valid
 */
record Finding(
    Optional<FileStamp> stamp, Optional<ChecksumRecord> recorded, Optional<Content> content) {

  /** Looks for the object, and reads the file only if its record does not reveal its content. */
  static Finding of(Path file, ChecksumRecords records, String name) throws IOException {
    // The order matters: a record newer than the stamp is never trusted, an older one might be.
    Optional<FileStamp> stamp = FileStamp.of(file);
    if (stamp.isEmpty()) {
      return new Finding(stamp, Optional.empty(), Optional.empty());
    }
    Optional<ChecksumRecord> recorded = records.read(name);
    return new Finding(stamp, recorded, content(file, stamp.get(), recorded));
  }

  /** Returns whether there is nothing to record and nothing to look at again. */
  boolean settled() {
    return stamp.isEmpty() || isTrusted(stamp.get(), recorded);
  }

  /** Returns whether the evidence for this finding still holds. */
  boolean holds(Path file, ChecksumRecords records, String name) throws IOException {
    return FileStamp.of(file).equals(stamp) && records.read(name).equals(recorded);
  }

  private static Optional<Content> content(
      Path file, FileStamp stamp, Optional<ChecksumRecord> recorded) throws IOException {
    if (isTrusted(stamp, recorded)) {
      return recorded.flatMap(checksums -> checksums.trusted(stamp));
    }
    if (recorded.isPresent() && !recorded.get().acceptsSize(stamp.size())) {
      return Optional.empty();
    }
    try {
      Checksum checksum = Checksum.ofFile(file);
      // An object without a record is as it was published, which is whole.
      return recorded.isPresent()
          ? recorded.get().accepted(checksum)
          : Optional.of(new Content(checksum, Optional.empty()));
    } catch (NoSuchFileException exception) {
      return Optional.empty();
    }
  }

  private static boolean isTrusted(FileStamp stamp, Optional<ChecksumRecord> recorded) {
    return recorded.flatMap(checksums -> checksums.trusted(stamp)).isPresent();
  }
}
