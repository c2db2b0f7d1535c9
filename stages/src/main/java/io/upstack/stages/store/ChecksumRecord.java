package io.upstack.stages.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * The recorded information about an object.
 *
 * @param accepted the contents that the object may have: one, or two while it is being replaced;
 *     empty if the record cannot be read, so that no content of the object is known to be whole
 * @param time when an object with the one accepted content was last modified
 */
record ChecksumRecord(List<Content> accepted, FileTime time) {
  ChecksumRecord {
    accepted = List.copyOf(accepted);
  }

  /**
   * The content of an object.
   *
   * @param origin the SHA-256 of what generated it, if its writer gave one
   */
  record Content(Checksum checksum, Optional<String> origin) {
    private static final Pattern LINE = Pattern.compile("(.*) ([0-9a-f]{64}) ([0-9a-f]{8})");

    /**
     * Returns a line such as {@code 1a2b3c4d 4096}. If there is an origin, it follows, and then the
     * CRC32C of the line so far, since a damaged origin would otherwise be taken for another one.
     */
    String toLine() {
      return origin
          .map(digest -> checksum.toLine() + " " + digest)
          .map(line -> line + " " + check(line))
          .orElseGet(checksum::toLine);
    }

    static Optional<Content> parseLine(String line) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        return Checksum.parseLine(line).map(Content::of);
      }
      return Checksum.parseLine(matcher.group(1))
          .filter(checksum -> check(line.substring(0, matcher.end(2))).equals(matcher.group(3)))
          .map(checksum -> new Content(checksum, Optional.of(matcher.group(2))));
    }

    private static Content of(Checksum checksum) {
      return new Content(checksum, Optional.empty());
    }

    private static String check(String line) {
      CRC32C crc32c = new CRC32C();
      crc32c.update(line.getBytes(StandardCharsets.US_ASCII));
      return String.format(Locale.ROOT, "%08x", (int) crc32c.getValue());
    }

    StoredObject object(String name) {
      return new StoredObject(name, checksum.size(), checksum.crc32c(), origin);
    }
  }

  static ChecksumRecord of(Content content, FileTime time) {
    return new ChecksumRecord(List.of(content), time);
  }

  /** Returns one line per content. The same contents give the same bytes. */
  String toText() {
    return accepted.stream().map(content -> content.toLine() + "\n").collect(Collectors.joining());
  }

  /** Parses a record. It accepts no content if {@link #toText} does not make the same text. */
  static ChecksumRecord parse(String text, FileTime time) {
    List<Content> accepted =
        text.lines().flatMap(line -> Content.parseLine(line).stream()).toList();
    ChecksumRecord parsed = new ChecksumRecord(accepted, time);
    return parsed.toText().equals(text) ? parsed : new ChecksumRecord(List.of(), time);
  }

  /**
   * Returns the content of a file with this stamp if it is known without reading the file, that is,
   * if the file has the recorded size and was last modified at the recorded time.
   */
  Optional<Content> trusted(FileStamp stamp) {
    return accepted.stream()
        .filter(only -> accepted.size() == 1)
        .filter(only -> time.equals(stamp.modified()) && only.checksum().size() == stamp.size())
        .findFirst();
  }

  Content newest() {
    return accepted.get(accepted.size() - 1);
  }

  /** Returns this record with another content that is also accepted. */
  ChecksumRecord orStill(Content content) {
    return content.equals(newest()) ? this : new ChecksumRecord(List.of(content, newest()), time);
  }

  boolean acceptsSize(long size) {
    return accepted.stream().anyMatch(content -> content.checksum().size() == size);
  }

  /** Returns the accepted content with this checksum. */
  Optional<Content> accepted(Checksum checksum) {
    return accepted.stream().filter(content -> content.checksum().equals(checksum)).findFirst();
  }
}
