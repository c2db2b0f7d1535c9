package io.upstack.stages.store;

import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is recorded about an object.
 *
 * @param accepted the contents that the object may have: one, or two while it is being replaced
 * @param time when an object with the one accepted content was last modified
 */
record ChecksumRecord(List<Checksum> accepted, FileTime time) {
  ChecksumRecord {
    accepted = List.copyOf(accepted);
  }

  static ChecksumRecord of(Checksum checksum, FileTime time) {
    return new ChecksumRecord(List.of(checksum), time);
  }

  /** A line a content; the same bytes for the same contents. */
  String toText() {
    return accepted.stream()
        .map(checksum -> checksum.toLine() + "\n")
        .collect(Collectors.joining());
  }

  /** Empty if the text is not one that {@link #toText} makes. */
  static Optional<ChecksumRecord> parse(String text, FileTime time) {
    List<Checksum> accepted =
        text.lines().flatMap(line -> Checksum.parseLine(line).stream()).toList();
    ChecksumRecord parsed = new ChecksumRecord(accepted, time);
    if (accepted.isEmpty() || !parsed.toText().equals(text)) {
      return Optional.empty();
    }
    return Optional.of(parsed);
  }

  /**
   * The content of a file with this stamp, where it can be told without reading it: it is of the
   * size recorded and was last modified when the record says.
   */
  Optional<Checksum> trusted(FileStamp stamp) {
    Checksum only = accepted.get(0);
    boolean unchanged = time.equals(stamp.modified()) && only.size() == stamp.size();
    return accepted.size() == 1 && unchanged ? Optional.of(only) : Optional.empty();
  }

  Checksum newest() {
    return accepted.get(accepted.size() - 1);
  }

  /** This, with another content that is accepted as well. */
  ChecksumRecord orStill(Checksum content) {
    return content.equals(newest()) ? this : new ChecksumRecord(List.of(content, newest()), time);
  }

  boolean acceptsSize(long size) {
    return accepted.stream().anyMatch(checksum -> checksum.size() == size);
  }
}
