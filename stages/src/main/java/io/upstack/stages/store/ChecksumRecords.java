package io.upstack.stages.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link ChecksumRecord} of each object, in a file of the same name under a hidden directory.
 */
final class ChecksumRecords {
  private static final Logger logger = LoggerFactory.getLogger(ChecksumRecords.class);

  private final FileOperations operations;
  private final TemporaryFiles temporaries;
  private final Path directory;

  ChecksumRecords(FileOperations operations, TemporaryFiles temporaries, Path directory) {
    this.operations = operations;
    this.temporaries = temporaries;
    this.directory = directory;
  }

  /**
   * Returns the record, or empty if there is none. A record that cannot be read does not count as
   * missing: it accepts no content, so that its object is made again.
   */
  Optional<ChecksumRecord> read(String name) throws IOException {
    Path file = directory.resolve(name);
    Optional<FileStamp> stamp = FileStamp.of(file);
    while (stamp.isPresent()) {
      Optional<String> text = text(file);
      Optional<FileStamp> after = FileStamp.of(file);
      if (text.isPresent() && after.equals(stamp)) {
        return Optional.of(ChecksumRecord.parse(text.get(), stamp.get().modified()));
      }
      // The record was replaced during the read: its text and time may not belong together.
      stamp = after;
    }
    return Optional.empty();
  }

  /** Writes a record to stable storage, in place of any that exists. */
  void write(String name, ChecksumRecord checksumRecord) throws IOException {
    Path file = directory.resolve(name);
    operations.createDirectories(file.getParent());
    try (TemporaryFile temporary = temporaries.create()) {
      temporary.output().write(checksumRecord.toText().getBytes(StandardCharsets.US_ASCII));
      temporary.finish(checksumRecord.time());
      operations.rename(temporary.path(), file);
    }
    operations.forceDirectory(file.getParent());
  }

  /**
   * Writes the record of an object that is whole and has its name. If that fails, the object is
   * merely read again later.
   */
  void writeIfPossible(String name, ChecksumRecord checksumRecord) {
    try {
      write(name, checksumRecord);
    } catch (IOException exception) {
      logger.warn("{} is not recorded: {}", directory.resolve(name), exception.toString());
    }
  }

  void delete(String name) throws IOException {
    operations.delete(directory.resolve(name));
  }

  private static Optional<String> text(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException exception) {
      return Optional.empty();
    }
  }
}
