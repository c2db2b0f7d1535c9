package io.upstack.stages.store;

import io.upstack.stages.store.ChecksumRecord.Content;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What was found under a name, and by which evidence.
 *
 * @param stamp of the object's file; empty if there is none
 * @param recorded what was recorded about it
 * @param content of the object; empty if it is not valid
 */
record Finding(
    Optional<FileStamp> stamp, Optional<ChecksumRecord> recorded, Optional<Content> content) {

  /** Looks, and reads the file only if its record does not tell its content. */
  static Finding of(Path file, ChecksumRecords records, String name) throws IOException {
    // In this order: a record newer than the stamp is never trusted, one older might be.
    Optional<FileStamp> stamp = FileStamp.of(file);
    if (stamp.isEmpty()) {
      return new Finding(stamp, Optional.empty(), Optional.empty());
    }
    Optional<ChecksumRecord> recorded = records.read(name);
    return new Finding(stamp, recorded, content(file, stamp.get(), recorded));
  }

  /** Whether nothing is to be recorded and nothing to be looked at again. */
  boolean settled() {
    return stamp.isEmpty() || isTrusted(stamp.get(), recorded);
  }

  /** Whether the evidence still stands that this rests on. */
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
      // Without a record it is as it was published, which is whole.
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
