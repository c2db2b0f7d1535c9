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
 * @param field full path of the field, such as generation.base.model_path
 * @param written the file as it is written there
 * @param location an absolute path, or a {@code gs://} path
 * @param part of a checkpoint: the key of the state dict that is named behind a {@code #}
 */
public record ConfiguredFile(String field, String written, String location, Optional<String> part) {
  public ConfiguredFile(String field, String written, String location) {
    this(field, written, location, Optional.empty());
  }

  /** The location, and behind a {@code #} the part. */
  public String name() {
    return location + part.map(key -> "#" + key).orElse("");
  }

  public InputFile file() {
    return InputFile.of(location);
  }

  /** Whether it is there to be read; if not, the validator says why. */
  public boolean isReadable() {
    try {
      return file().exists()
          && (FileRules.isBucket(location) || Files.isReadable(Path.of(location)));
    } catch (UncheckedIOException | IllegalArgumentException e) {
      return false;
    }
  }

  /** The same of a directory. */
  public boolean isReadableDirectory() {
    try {
      return InputDirectory.find(location).isPresent()
          && (FileRules.isBucket(location) || Files.isReadable(Path.of(location)));
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
