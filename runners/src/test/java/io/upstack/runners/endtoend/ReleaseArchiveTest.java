package io.upstack.runners.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive of {@code ./mvnw -Prelease package}: built from a copy of the sources, unpacked below
 * a folder whose name has spaces and letters beyond ASCII, and used by a user who cannot write
 * there.
 */
@Tag("slow")
final class ReleaseArchiveTest {
  private static final Set<String> MADE = Set.of("target", ".git", ".upstack");

  /** A user who owns nothing; the number is that of {@code nobody} on Debian. */
  private static final int NOBODY = 65534;

  @TempDir private Path directory;

  @Test
  void anotherUserUnpacksAndRunsIt() throws Exception {
    Path program = unpack(build());
    assertThat(names(program))
        .contains("upstack", "upstack.jar", "java.options", "lib", "configs", "docs")
        .contains("README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md");
    assertThat(names(program.resolve("lib"))).noneMatch(name -> name.contains("SNAPSHOT"));
    List<Path> before = files(program);

    Path home = Files.createDirectory(directory.resolve("home"));
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "root needs setpriv");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setAttribute(home, "unix:uid", NOBODY);
      command.addAll(
          List.of("/usr/bin/setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    command.add(program.resolve("upstack").toString());

    List<String> version = new ArrayList<>(command);
    version.add("--version");
    assertThat(output(version, home)).startsWith("upstack 0.").doesNotContain("SNAPSHOT");

    command.addAll(List.of("run", "fashion32", "--output=out", "--num-samples=32"));
    assertThat(output(command, home).lines())
        .anyMatch(line -> line.matches("FID: [0-9.]+"))
        .contains("report: out/report/index.html");
    SampleObject samples = SampleObject.read(home.resolve("out/samples/00000.npz"));
    assertThat(samples.shape()).containsExactly(32L, 32L, 32L, 3L);
    assertThat(files(program)).isEqualTo(before);
  }

  /** Returns the archive, which Maven builds of a copy: the folder of this build is in use. */
  private Path build() throws Exception {
    Path sources = directory.resolve("sources");
    copySources(Path.of("..").toRealPath(), sources);
    output(
        List.of("./mvnw", "-B", "-q", "-Prelease", "-Dmaven.test.skip=true", "package"), sources);
    try (Stream<Path> made = Files.list(sources.resolve("runners/target"))) {
      List<Path> archives = made.filter(file -> file.toString().endsWith(".tar.gz")).toList();
      assertThat(archives).hasSize(1);
      return archives.get(0);
    }
  }

  private Path unpack(Path archive) throws Exception {
    Path place = Files.createDirectory(directory.resolve("größe und ü"));
    output(List.of("tar", "xzf", archive.toString()), place);
    try (Stream<Path> unpacked = Files.list(place)) {
      return unpacked.toList().get(0);
    }
  }

  private static void copySources(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            String name = folder.getFileName().toString();
            boolean isHidden = name.startsWith(".") && !name.equals(".mvn") && !folder.equals(from);
            if (MADE.contains(name) || isHidden) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectory(to.resolve(from.relativize(folder).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Runs a command to its end, and returns what it printed. */
  private String output(List<String> command, Path folder) throws Exception {
    Path errors = directory.resolve("errors.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
    if (folder.endsWith("home")) {
      builder.environment().keySet().removeIf(name -> !name.matches("PATH|JAVA_HOME"));
      builder.environment().put("HOME", folder.toString());
    }
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(8, MINUTES)).isTrue();
    assertThat(process.exitValue())
        .as(String.join(" ", command) + "\n" + printed + Files.readString(errors))
        .isZero();
    return printed;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
