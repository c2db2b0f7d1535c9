package io.upstack.runners.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The instructions of the image recipe. */
final class ImageRecipe {
  /** The image has Upstack here. */
  static final String PROGRAM = "/opt/upstack";

  /** Flink's application mode looks for the program here. */
  static final String USRLIB = "/opt/flink/usrlib";

  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  /** The instructions, each on one line. */
  private final List<String> instructions;

  private ImageRecipe(List<String> instructions) {
    this.instructions = List.copyOf(instructions);
  }

  static ImageRecipe read() throws IOException {
    List<String> instructions = new ArrayList<>();
    String joined =
        Files.readString(StrictYaml.DIRECTORY.resolve("Dockerfile")).replaceAll("\\\\\n\\s*", " ");
    joined
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(instructions::add);
    return new ImageRecipe(instructions);
  }

  /** The arguments of all instructions of a kind. */
  List<String> all(String instruction) {
    return instructions.stream()
        .filter(line -> line.startsWith(instruction + " "))
        .map(line -> line.substring(instruction.length() + 1))
        .toList();
  }

  /** Returns what all COPY and ADD instructions take from the repository. */
  List<String> sources() {
    return Stream.concat(all("COPY").stream(), all("ADD").stream())
        .filter(copy -> !copy.startsWith("--from"))
        .flatMap(
            copy ->
                List.of(copy.split(" ", -1)).subList(0, copy.split(" ", -1).length - 1).stream())
        .toList();
  }

  /** The default of a build argument, which is the same wherever it is declared. */
  String argument(String name) {
    List<String> values =
        all("ARG").stream()
            .filter(argument -> argument.startsWith(name + "="))
            .map(argument -> argument.substring(name.length() + 1))
            .distinct()
            .toList();
    assertThat(values).as(name).hasSize(1);
    return values.get(0);
  }

  /** What the release archive is made of, which the image has as its program. */
  static String archive() throws IOException {
    assertThat(read().all("ADD")).containsExactly("runners/target/upstack-*.tar.gz /opt/release/");
    assertThat(read().all("RUN"))
        .anyMatch(run -> run.contains("ln -s /opt/release/upstack-* " + PROGRAM));
    return Files.readString(REPOSITORY.resolve("runners/src/main/release/archive.xml"));
  }

  /**
   * Asserts that a command reads the configuration of the ConfigMap, and that the image has the
   * configurations that this one includes.
   */
  static void assertConfigurationIsThere(List<String> arguments) throws IOException {
    assertThat(arguments).contains("/etc/upstack/run.textproto");
    assertThat(archive()).contains("<include>configs/**</include>");
    for (String overlay : List.of("base", "overlays/gke")) {
      Path file = StrictYaml.DIRECTORY.resolve(overlay).resolve("run.textproto");
      RunConfiguration configuration =
          TextFormat.parse(Files.readString(file), RunConfiguration.class);
      assertThat(configuration.getExecution().getDevice()).isEqualTo("cuda");
      assertThat(configuration.getIncludeList())
          .isNotEmpty()
          .allSatisfy(
              included -> {
                assertThat(included).startsWith(PROGRAM + "/configs/");
                assertThat(REPOSITORY.resolve(included.substring(PROGRAM.length() + 1))).exists();
              });
    }
  }
}
