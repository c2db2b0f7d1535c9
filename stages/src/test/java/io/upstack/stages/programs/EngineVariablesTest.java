package io.upstack.stages.programs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine in a process with variables that images of PyTorch set for other programs. */
final class EngineVariablesTest {
  private static final Map<String, String> OF_AN_IMAGE =
      Map.of("PYTORCH_VERSION", "2.1.0", "PYTORCH_FLAVOR", "cu121", "DJL_DEFAULT_ENGINE", "MXNet");

  @Test
  void passesOverThoseOfOthers() throws Exception {
    assertThat(said("--add-opens=java.base/java.util=ALL-UNNAMED"))
        .isEqualTo("PyTorch 2.7.1, PYTORCH_VERSION=null");
  }

  @Test
  void namesThemWhereJavaDoesNotLetThemBeRemoved() throws Exception {
    assertThat(said("-Dof.no.use=1"))
        .isEqualTo(
            "PYTORCH_FLAVOR, PYTORCH_VERSION, DJL_DEFAULT_ENGINE in the environment would make DJL"
                + " look for another libtorch: unset it, name a libtorch by PYTORCH_LIBRARY_PATH,"
                + " or give Java the option --add-opens=java.base/java.util=ALL-UNNAMED");
  }

  @Test
  void countWithALibrary() {
    assertThat(
            EngineVariables.ofOthers(
                Map.of("PYTORCH_LIBRARY_PATH", "/opt/libtorch", "PYTORCH_VERSION", "2.7.1")))
        .isEmpty();
    assertThat(
            EngineVariables.ofOthers(
                Map.of("PYTORCH_LIBRARY_PATH", "", "PYTORCH_VERSION", "2.7.1")))
        .containsExactly("PYTORCH_VERSION");
  }

  @Test
  void refusesALibraryPathWithoutALibrary(@TempDir Path folder) throws IOException {
    assertThatThrownBy(
            () -> EngineVariables.checkLibraryPath(Optional.of(folder.resolve("lib").toString())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "1 problem in the environment:\n  PYTORCH_LIBRARY_PATH=%s/lib: there is no such folder"
                .formatted(folder));
    assertThatThrownBy(() -> EngineVariables.checkLibraryPath(Optional.of(folder.toString())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "1 problem in the environment:\n  PYTORCH_LIBRARY_PATH=%s: has no libtorch_cpu.so; expected the folder lib of a libtorch"
                .formatted(folder));

    Files.createFile(folder.resolve("libtorch_cpu.so"));

    assertThatCode(() -> EngineVariables.checkLibraryPath(Optional.of(folder.toString())))
        .doesNotThrowAnyException();
    assertThatCode(() -> EngineVariables.checkLibraryPath(Optional.of("")))
        .doesNotThrowAnyException();
  }

  private static String said(String option) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-Dai.djl.offline=true", option));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(EngineDescription.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.matches("(PYTORCH|DJL)_.*"));
    builder.environment().putAll(OF_AN_IMAGE);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor(1, MINUTES)).isTrue();
    return said;
  }

  /** Prints the engine's name, or why there is none. */
  static final class EngineDescription {
    private EngineDescription() {}

    public static void main(String[] arguments) {
      try {
        String name = TorchEngine.description();
        System.out.println(name + ", PYTORCH_VERSION=" + System.getenv("PYTORCH_VERSION"));
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
      System.exit(0);
    }
  }
}
