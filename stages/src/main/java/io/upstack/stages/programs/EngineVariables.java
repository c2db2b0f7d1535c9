package io.upstack.stages.programs;

import static java.util.Locale.ROOT;

import io.upstack.stages.problems.InvalidInputException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The environment variables that DJL reads. Images of PyTorch set some of them for their own
 * programs, and DJL would then download another libtorch, or fail. They take effect only if {@code
 * PYTORCH_LIBRARY_PATH} names a libtorch. A system property of the same name always takes effect.
 */
final class EngineVariables {
  private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";

  private static final String LIBRARY = "libtorch_cpu.so";

  /** There is only one engine, whatever other programs use. */
  private static final String DEFAULT_ENGINE = "DJL_DEFAULT_ENGINE";

  private static final List<String> OF_A_LIBRARY =
      List.of(
          "DJL_CACHE_DIR",
          "DJL_OFFLINE",
          "ENGINE_CACHE_DIR",
          "LIBSTDCXX_LIBRARY_PATH",
          "PYTORCH_EXTRA_LIBRARY_PATH",
          "PYTORCH_FLAVOR",
          "PYTORCH_LIBRARY_EXCLUSION",
          "PYTORCH_PRECXX11",
          "PYTORCH_VERSION");

  private EngineVariables() {}

  /**
   * Removes the variables from this process's environment that are not meant for it. DJL reads
   * variables before system properties, so there is no other way to make it ignore them.
   *
   * @throws IllegalStateException if there are such variables and Java does not allow removing them
   */
  static synchronized void removeThoseOfOthers() {
    List<String> others = ofOthers(System.getenv());
    if (others.isEmpty()) {
      return;
    }
    try {
      Map<String, String> variables = changeable(System.getenv());
      others.forEach(variables::remove);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(
          String.format(
              ROOT,
              "%s in the environment would make DJL look for another libtorch: unset it, name a"
                  + " libtorch by %s, or give Java the option"
                  + " --add-opens=java.base/java.util=ALL-UNNAMED",
              String.join(", ", others),
              LIBRARY_PATH),
          e);
    }
  }

  /**
   * Checks that DJL will use the library path if one is set. DJL ignores a folder without libtorch
   * and loads the libtorch that comes with Upstack instead.
   *
   * @throws InvalidInputException naming the variable and the folder
   */
  static void checkLibraryPath(Optional<String> path) {
    if (path.isEmpty() || path.get().isEmpty()) {
      return;
    }
    Path folder = Path.of(path.get());
    String problem = null;
    if (!Files.isDirectory(folder)) {
      problem = "there is no such folder";
    } else if (!Files.exists(folder.resolve(LIBRARY))) {
      problem = String.format(ROOT, "has no %s; expected the folder lib of a libtorch", LIBRARY);
    }
    if (problem != null) {
      throw InvalidInputException.of("the environment", LIBRARY_PATH + "=" + path.get(), problem);
    }
  }

  /**
   * Returns the library path as DJL reads it: from the environment, or else from a Java property.
   */
  static Optional<String> libraryPath() {
    return Optional.ofNullable(System.getenv(LIBRARY_PATH))
        .or(() -> Optional.ofNullable(System.getProperty(LIBRARY_PATH)));
  }

  static List<String> ofOthers(Map<String, String> environment) {
    List<String> others = new ArrayList<>();
    boolean library =
        Optional.ofNullable(environment.get(LIBRARY_PATH))
            .filter(path -> !path.isEmpty())
            .isPresent();
    if (!library) {
      OF_A_LIBRARY.stream().filter(environment::containsKey).forEach(others::add);
    }
    if (environment.containsKey(DEFAULT_ENGINE)) {
      others.add(DEFAULT_ENGINE);
    }
    return others;
  }

  /** Returns the map behind the unmodifiable one that {@link System#getenv()} returns. */
  @SuppressWarnings("unchecked")
  private static Map<String, String> changeable(Map<String, String> environment)
      throws ReflectiveOperationException {
    Field map = environment.getClass().getDeclaredField("m");
    map.setAccessible(true);
    return (Map<String, String>) map.get(environment);
  }
}
