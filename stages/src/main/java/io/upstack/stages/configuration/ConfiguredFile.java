package io.upstack.stages.configuration;

import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that a configuration names.
 *
 * @param field the full path of the field, such as generation.base.model_path
 * @param written the file as the field writes it
 * @param location an absolute path, or a {@code gs://} path
 * @param part the part of a checkpoint, which is the key of the state dict that is named after a
 *     {@code #}
 */
public record ConfiguredFile(String field, String written, String location, Optional<String> part) {
  public ConfiguredFile(String field, String written, String location) {
    this(field, written, location, Optional.empty());
  }

  /** Returns the location, followed by a {@code #} and the part if there is one. */
  public String name() {
    return location + part.map(key -> "#" + key).orElse("");
  }

  public InputFile file() {
    return InputFile.of(location);
  }

  /** Returns whether the file exists and can be read. If not, the validator says why. */
  public boolean isReadable() {
    try {
      return file().exists()
          && (FileRules.isBucket(location) || Files.isReadable(Path.of(location)));
    } catch (UncheckedIOException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns whether the file is a directory that exists and can be read. */
  public boolean isReadableDirectory() {
    try {
      return InputDirectory.find(location).isPresent()
          && (FileRules.isBucket(location) || Files.isReadable(Path.of(location)));
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
