package io.upstack.stages.configuration;

import static java.util.Comparator.comparingInt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configurations that come with Upstack. A command line can name one without its folder and
 * ending, such as {@code imagenet256-adm-gu}.
 *
 * @param directory the folder that has them
 */
public record Presets(Path directory) {
  private static final String ENDING = ".textproto";

  /** The launcher sets this property to the folder that Upstack was started from. */
  private static final String HOME = "upstack.home";

  /** Returns the presets of this installation. */
  public static Presets installed() {
    return new Presets(Path.of(System.getProperty(HOME, "")).resolve("configs"));
  }

  /** Returns the names in their alphabetical order. */
  public List<String> names() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the file of a preset, which need not exist. */
  public Path file(String name) {
    return directory.resolve(name + ENDING);
  }

  /**
   * Returns whether an argument that is not the path of a file may have been meant as the name of a
   * preset.
   */
  public static boolean isName(String argument) {
    return argument.matches("[A-Za-z0-9_-]+");
  }

  /** Returns whether there is a preset of this name. */
  public boolean has(String name) {
    return isName(name) && Files.isRegularFile(file(name));
  }

  /** Returns a message for a name that no preset has. */
  public String unknown(String name) {
    List<String> names = names();
    Optional<String> nearest =
        names.stream()
            .filter(known -> EditDistance.between(name, known) <= Math.max(1, name.length() / 3))
            .min(comparingInt(known -> EditDistance.between(name, known)));
    return "there is neither a file nor a preset of this name; "
        + nearest
            .map("did you mean '%s'?"::formatted)
            .orElse("the presets are " + String.join(", ", names));
  }
}
