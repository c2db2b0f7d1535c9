package io.upstack.runners.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.runners.commands.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The repository or the build has what the recipe names, in the same versions. */
final class ImageRecipeTest {
  private static final String ARCHIVE = "runners/target/upstack-*.tar.gz";

  @TempDir private Path directory;

  @Test
  void whatIsCopiedIsInTheRepositoryOrBuilt() throws IOException {
    String build = Files.readString(Path.of("pom.xml"));
    assertThat(build)
        .contains("<finalName>upstack-${project.version}</finalName>")
        .contains("<outputDirectory>${project.build.directory}/upstack/lib</outputDirectory>")
        .contains(
            "<outputDirectory>${project.build.directory}/upstack/flink-lib</outputDirectory>");
    assertThat(ImageRecipe.archive())
        .contains("<directory>${project.build.directory}/upstack</directory>")
        .contains("<source>../upstack</source>")
        .contains("<directory>src/main/launcher</directory>");
    for (String source : ImageRecipe.read().sources()) {
      if (!source.equals(ARCHIVE)) {
        assertThat(ImageRecipe.REPOSITORY.resolve(source)).exists();
      }
    }
  }

  /** The builder gets only files that the ignore file lets in. */
  @Test
  void whatIsCopiedIsSentToTheBuilder() throws IOException {
    List<String> letIn =
        Files.readAllLines(StrictYaml.DIRECTORY.resolve("Dockerfile.dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();

    assertThat(ImageRecipe.read().sources())
        .allSatisfy(source -> assertThat(letIn).anyMatch(source::startsWith));
  }

  @Test
  void versionsAreThoseOfTheBuild() throws IOException {
    ImageRecipe recipe = ImageRecipe.read();
    String engines = new Versions().getVersion()[1];

    assertThat(recipe.argument("FLINK_VERSION")).isEqualTo(EnvironmentInformation.getVersion());
    assertThat(recipe.all("FROM"))
        .containsExactly("flink:${FLINK_VERSION}-java17 AS cpu", "cpu AS libtorch", "cpu AS cuda");
    assertThat(engines).startsWith("PyTorch %s ".formatted(recipe.argument("PYTORCH_VERSION")));
    assertThat(
            getClass()
                .getResource(
                    "/jnilib/linux-x86_64/%s/libdjl_torch.so"
                        .formatted(recipe.argument("PYTORCH_FLAVOR"))))
        .as("DJL's bridge to this flavour of libtorch")
        .isNotNull();
  }

  @Test
  void usrlibHasTheProgramWithoutWhatIsFlinks() throws Exception {
    Path program = Files.createDirectories(directory.resolve("upstack/lib")).getParent();
    List<String> ofTheProgram = List.of("beam-core-2.70.0.jar", "api-common-2.54.0.jar");
    for (String jar : ofTheProgram) {
      Files.createFile(program.resolve("lib").resolve(jar));
    }
    for (String jar :
        List.of(
            "flink-core-1.19.0.jar",
            "pytorch-jni-2.7.1-0.35.1.jar",
            "api-0.35.1.jar",
            "jna-5.17.0.jar",
            "slf4j-api-2.0.17.jar")) {
      Files.createFile(program.resolve("lib").resolve(jar));
    }
    Files.createFile(program.resolve("upstack.jar"));
    Path usrlib = directory.resolve("usrlib");

    Process process =
        new ProcessBuilder(
                "sh",
                StrictYaml.DIRECTORY.resolve("link-usrlib").toString(),
                program.toString(),
                usrlib.toString())
            .inheritIO()
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    try (Stream<Path> linked = Files.list(usrlib)) {
      assertThat(linked)
          .allSatisfy(link -> assertThat(link.toRealPath()).isRegularFile())
          .extracting(link -> link.getFileName().toString())
          .containsExactlyInAnyOrder(
              "beam-core-2.70.0.jar", "api-common-2.54.0.jar", "upstack.jar");
    }
    assertThat(ImageRecipe.read().all("RUN"))
        .anyMatch(
            run ->
                run.contains(
                    "link-usrlib %s %s".formatted(ImageRecipe.PROGRAM, ImageRecipe.USRLIB)));
  }
}
