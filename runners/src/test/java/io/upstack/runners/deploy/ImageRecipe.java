package io.upstack.runners.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the image recipe says. */
final class ImageRecipe {
  /** Where the image has Upstack. */
  static final String PROGRAM = "/opt/upstack";

  /** Where Flink's application mode looks for the program. */
  static final String USRLIB = "/opt/flink/usrlib";

  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  /** Instructions, each on one line. */
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

  /** Sources in the repository, of all COPY instructions. */
  List<String> sources() {
    return all("COPY").stream()
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

  /** The configuration that a command names is copied into the image. */
  static void assertConfigurationIsInTheImage(List<String> arguments) throws IOException {
    Optional<String> configuration =
        arguments.stream().filter(argument -> argument.endsWith(".textproto")).findFirst();
    assertThat(configuration).isPresent();
    assertThat(configuration.get()).startsWith(PROGRAM + "/configs/");
    assertThat(read().all("COPY")).contains("configs/ " + PROGRAM + "/configs/");
    assertThat(REPOSITORY.resolve(configuration.get().substring(PROGRAM.length() + 1))).exists();
  }
}
