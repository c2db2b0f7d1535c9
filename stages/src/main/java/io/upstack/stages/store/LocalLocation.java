package io.upstack.stages.store;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the user's notation for a path of this machine. */
final class LocalLocation {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");

  private LocalLocation() {}

  static Path path(String location) {
    if (location.isBlank()) {
      throw new InvalidLocationException("the location is empty; a path was expected");
    }
    Matcher matcher = SCHEME.matcher(location);
    if (matcher.matches()) {
      throw new InvalidLocationException(
          "'%s' has the unknown scheme '%s'; give a path, or gs://bucket/path"
              .formatted(location, matcher.group(1)));
    }
    try {
      return Path.of(location);
    } catch (InvalidPathException exception) {
      throw new InvalidLocationException(
          "'%s' is not a path: %s".formatted(exception.getInput(), exception.getReason()));
    }
  }
}
