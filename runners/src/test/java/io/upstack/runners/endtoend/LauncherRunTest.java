package io.upstack.runners.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the shipped configuration as a newcomer does, except for the number of samples. */
@Tag("slow")
final class LauncherRunTest {
  @TempDir private Path directory;

  @Test
  void runsTheShippedConfiguration() throws Exception {
    Path checkout = directory.resolve("checkout");
    makeBuiltCheckout(checkout);
    Path output = directory.resolve("out");
    Path errors = directory.resolve("errors.txt");

    Process process =
        new ProcessBuilder(
                checkout.resolve("upstack").toString(),
                "run",
                SmallStack.SHIPPED.toString(),
                "--output=" + output,
                "--num-samples=32")
            .redirectError(errors.toFile())
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor(4, MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    assertThat(printed.lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("Inception Score: [0-9.]+"),
            line -> assertThat(line).matches("FID: [0-9.]+"),
            line -> assertThat(line).matches("sFID: [0-9.]+"),
            line -> assertThat(line).matches("Precision: [0-9.]+"),
            line -> assertThat(line).matches("Recall: [0-9.]+"),
            line -> assertThat(line).isEqualTo("report: " + output + "/report/index.html"));
    assertThat(Files.readString(errors))
        .contains("reference 5000/5000 done")
        .contains("base 32/32 done | upsample 32/32 done | features 32/32 done")
        .doesNotContain("building", "WARN", "Exception");
    SampleObject samples = SampleObject.read(output.resolve("samples/00000.npz"));
    assertThat(samples.shape()).containsExactly(32L, 32L, 32L, 3L);
  }

  /**
   * From an empty environment but for these, below a folder with spaces and letters beyond ASCII.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LANG=C",
        "UPSTACK_JAVA_OPTIONS=-Duser.language=fa -Duser.country=IR",
        "PYTORCH_VERSION=2.1.0",
        "DJL_DEFAULT_ENGINE=TensorFlow",
        "FLINK_CONF_DIR=/nowhere",
        "UPSTACK_JAVA_OPTIONS=-Djdk.net.hosts.file=HOSTS"
      })
  void startsInAnyEnvironment(String variable) throws Exception {
    Path checkout = directory.resolve("größe und ü");
    makeBuiltCheckout(checkout);
    Path stack = Files.createDirectory(directory.resolve("œ stack"));
    Path models = Files.createDirectory(stack.resolve("fashion32"));
    try (Stream<Path> files = Files.list(SmallStack.MODELS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, models.resolve(file.getFileName()));
      }
    }
    Path configuration = Files.copy(SmallStack.SHIPPED, stack.resolve("stack.textproto"));
    Path output = directory.resolve("größe/out");
    Path errors = directory.resolve("errors.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
            checkout.resolve("upstack").toString(),
            "generate",
            configuration.toString(),
            "--output=" + output,
            "--num-samples=2",
            "--batch-size=2");
    builder.environment().keySet().removeIf(name -> !name.matches("PATH|HOME|JAVA_HOME"));
    Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost\n");
    String[] parts = variable.replace("HOSTS", hosts.toString()).split("=", 2);
    builder.environment().put(parts[0], parts[1]);
    Process process = builder.redirectError(errors.toFile()).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor(4, MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    assertThat(printed).isEqualTo("samples: %s/samples\n".formatted(output));
    assertThat(SampleObject.read(output.resolve("samples/00000.npz")).shape())
        .containsExactly(2L, 32L, 32L, 3L);
  }

  /** Makes a checkout whose build is a program of the tests' class path. */
  private static void makeBuiltCheckout(Path checkout) throws IOException {
    Path build = checkout.resolve(".upstack/builds/1");
    writeJar(build.resolve("upstack.jar"));
    Files.copy(Path.of("src/main/launcher/java.options"), build.resolve("java.options"));
    Files.writeString(build.resolve("lock"), "");
    Files.writeString(checkout.resolve(".upstack/gate"), "");
    Files.copy(Path.of("../upstack"), checkout.resolve("upstack"));
    Files.setPosixFilePermissions(checkout.resolve("upstack"), fromString("rwxr-xr-x"));
    Files.writeString(checkout.resolve("pom.xml"), "");
    Files.writeString(checkout.resolve(".upstack/current"), "1\n");
  }

  private static void writeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    Files.createDirectories(jar.getParent());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream output = new JarOutputStream(file, manifest)) {
      output.finish();
    }
  }

  private static String classPath() {
    Stream<String> entries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
    return entries.map(entry -> Path.of(entry).toUri().toString()).collect(Collectors.joining(" "));
  }
}
