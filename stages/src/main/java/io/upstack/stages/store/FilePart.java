package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsLocation;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file and, after a {@code #}, the part of it that a user named, such as one of the state dicts
 * of a training state: {@code runs/ckpt.pt#ema}.
 *
 * @param location the location of the file
 * @param part the name of the part; empty for the file as a whole
 */
public record FilePart(String location, Optional<String> part) {
  /**
   * Splits a location into the two. The name of a file may also contain a {@code #}: the longest
   * beginning that names an existing file is taken as the file. Names of objects in buckets contain
   * none.
   */
  public static FilePart of(String location) {
    if (GcsLocation.isGcs(location)) {
      int mark = location.indexOf('#');
      return mark < 0 ? whole(location) : split(location, mark);
    }
    int mark = exists(location) ? -1 : location.lastIndexOf('#');
    while (mark > 0) {
      if (isFile(location.substring(0, mark))) {
        return split(location, mark);
      }
      mark = location.lastIndexOf('#', mark - 1);
    }
    return whole(location);
  }

  /**
   * Returns what is wrong with the name of a file that is read as a whole, if it names a part.
   *
   * @param what a word for the file, such as an extractor
   */
  public static Optional<String> refused(String location, String what) {
    return of(location)
        .part()
        .map(
            part ->
                "%s is read as a whole, as %s: leave '#%s' out of '%s'"
                    .formatted(of(location).location(), what, part, location));
  }

  /**
   * Returns a message that names the missing file, if no file has the whole name and the name ends
   * in a part.
   */
  public static Optional<String> missing(String location) {
    int mark = GcsLocation.isGcs(location) ? -1 : location.lastIndexOf('#');
    if (mark <= 0 || exists(location) || of(location).part().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s does not exist, whose state dict '%s' is asked for"
            .formatted(location.substring(0, mark), location.substring(mark + 1)));
  }

  public InputFile file() {
    return InputFile.of(location);
  }

  /** Returns the name as the user wrote it. */
  @Override
  public String toString() {
    return location + part.map(name -> "#" + name).orElse("");
  }

  private static FilePart whole(String location) {
    return new FilePart(location, Optional.empty());
  }

  private static FilePart split(String location, int mark) {
    return new FilePart(location.substring(0, mark), Optional.of(location.substring(mark + 1)));
  }

  private static boolean exists(String location) {
    try {
      return location.indexOf('#') < 0 || Files.exists(Path.of(location));
    } catch (InvalidPathException exception) {
      return false;
    }
  }

  private static boolean isFile(String location) {
    try {
      return Files.isRegularFile(Path.of(location));
    } catch (InvalidPathException exception) {
      return false;
    }
  }
}
