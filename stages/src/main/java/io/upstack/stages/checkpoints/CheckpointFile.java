package io.upstack.stages.checkpoints;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A checkpoint as a user names it.
 *
 * @param path the path of the file, or of its copy on this machine
 * @param key the key of the state dict in it, such as {@code ema} or {@code state.ema}; empty for
 *     the only one that fits
 */
public record CheckpointFile(Path path, Optional<String> key) {
  /** Returns a file with a single state dict. */
  public static CheckpointFile of(Path path) {
    return new CheckpointFile(path, Optional.empty());
  }

  /** Returns the name as a user would write it. */
  @Override
  public String toString() {
    return path + key.map(name -> "#" + name).orElse("");
  }
}
