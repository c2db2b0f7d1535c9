package io.upstack.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher on its own copy of a checkout, in which shell scripts stand for Java and Maven. */
final class LauncherTest {
  private static final String JAVA_17 =
      """
      #!/bin/sh
      case "$*" in
        -version) echo 'openjdk version "17.0.15" 2025-04-15' >&2 ;;
        *-XshowSettings*) echo "    java.home = JDK" >&2 ;;
        *-XX:ArchiveClassesAtExit=*Rehearsal)
          for argument; do
            case $argument in -XX:Archive*) echo archived >"${argument#*=}" ;; esac
          done
          echo rehearsed; exit REHEARSAL ;;
        *) echo "started:"; for argument; do echo "$argument"; done ;;
      esac
      """;

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$JAVA_HOME $*" >>builds.txt
      mkdir -p runners/target/upstack
      touch runners/target/upstack/upstack.jar
      """;

  private static final String NEEDS_A_JDK =
      "upstack: needs a JDK, version 17 or newer. Looked in JAVA_HOME and on the PATH";
  private static final String HOW_TO_GET_ONE =
      "On Debian or Ubuntu: apt-get install openjdk-17-jdk-headless\n";

  private static final List<String> TOOLS =
      List.of(
          "cat",
          "dirname",
          "find",
          "flock",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "touch");

  @TempDir private Path directory;
  private Path checkout;
  private Path jdk;

  private record Outcome(int status, String output, String errors) {}

  @BeforeEach
  void makeCheckout() throws IOException {
    jdk = directory.resolve("jdk");
    makeJava(0);
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    checkout = directory.resolve("my checkout");
    script(checkout.resolve("upstack"), Files.readString(Path.of("../upstack")));
    script(checkout.resolve("mvnw"), MAVEN);
    Files.createDirectories(checkout.resolve("stages/src/main/java"));
    Files.createDirectories(checkout.resolve("runners/src/main/launcher"));
    Files.writeString(checkout.resolve("pom.xml"), "");
    Files.writeString(checkout.resolve("stages/pom.xml"), "");
    Files.writeString(checkout.resolve("stages/src/main/java/Stage.java"), "");
  }

  @Test
  void buildsOnFirstUseOnly() throws Exception {
    Outcome first = launch(checkout.resolve("upstack"), jdk, "run", "a b");
    assertThat(first.errors()).isEqualTo("building upstack (first use, a few minutes) ...\n");
    assertThat(first.status()).isZero();
    assertThat(first.output()).startsWith("started:\n").endsWith("Upstack\nrun\na b\n");

    Outcome second = launch(checkout.resolve("upstack"), jdk, "run");
    assertThat(second.errors()).isEmpty();
    assertThat(Files.readString(checkout.resolve("builds.txt")))
        .isEqualTo(jdk + " -B -q -DskipTests package\n");
  }

  @Test
  void buildsAgainWhenASourceWasRemoved() throws Exception {
    launch(checkout.resolve("upstack"), jdk);
    FileTime anHourAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    Files.setLastModifiedTime(checkout.resolve("target/upstack.stamp"), anHourAgo);
    for (String part :
        List.of("pom.xml", "stages/pom.xml", "stages/src/main", "runners/src/main")) {
      ageTree(checkout.resolve(part), FileTime.from(anHourAgo.toInstant().minusSeconds(1)));
    }
    assertThat(launch(checkout.resolve("upstack"), jdk).errors()).isEmpty();

    Files.delete(checkout.resolve("stages/src/main/java/Stage.java"));

    assertThat(launch(checkout.resolve("upstack"), jdk).errors())
        .isEqualTo("building upstack (the sources have changed) ...\n");
  }

  @Test
  void buildsOnceWhenStartedTwiceAtOnce() throws Exception {
    script(checkout.resolve("mvnw"), MAVEN + "sleep 0.5\n");
    Process first = start(checkout.resolve("upstack"), jdk);
    Process second = start(checkout.resolve("upstack"), jdk);

    assertThat(finish(first).status()).isZero();
    assertThat(finish(second).status()).isZero();
    assertThat(Files.readAllLines(checkout.resolve("builds.txt"))).hasSize(1);
  }

  @Test
  void showsWhatMavenSaidOfAFailedBuildAndBuildsAgain() throws Exception {
    script(checkout.resolve("mvnw"), "#!/bin/sh\necho '[ERROR] no compiler'\nexit 1\n");
    Outcome failed = launch(checkout.resolve("upstack"), jdk);
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.output()).isEmpty();
    assertThat(failed.errors())
        .isEqualTo(
            """
            building upstack (first use, a few minutes) ...
            [ERROR] no compiler
            upstack: the build failed; what Maven said is above, and in %s/target/upstack-build.txt
            """
                .formatted(checkout.toRealPath()));

    script(checkout.resolve("mvnw"), MAVEN);
    assertThat(launch(checkout.resolve("upstack"), jdk).status()).isZero();
  }

  @Test
  void startsFromTheArchiveThatARehearsalLeft() throws Exception {
    Outcome outcome = launch(checkout.resolve("upstack"), jdk, "run");

    Path archive = checkout.toRealPath().resolve("runners/target/upstack/upstack.jsa");
    assertThat(archive).hasContent("archived\n");
    assertThat(outcome.output())
        .startsWith("started:\n")
        .contains("\n-XX:SharedArchiveFile=%s\n-Xlog:cds=off".formatted(archive));
  }

  @Test
  void startsWithoutAnArchiveWhereTheRehearsalFails() throws Exception {
    makeJava(1);

    Outcome outcome = launch(checkout.resolve("upstack"), jdk, "run");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.errors()).isEqualTo("building upstack (first use, a few minutes) ...\n");
    assertThat(outcome.output()).startsWith("started:\n").doesNotContain("SharedArchive", "cds");
    assertThat(checkout.resolve("runners/target/upstack/upstack.jsa")).doesNotExist();
  }

  @Test
  void findsItsCheckoutThroughLinks() throws Exception {
    Path absolute = Files.createSymbolicLink(directory.resolve("a"), checkout.resolve("upstack"));
    Path relative = Files.createSymbolicLink(directory.resolve("b"), Path.of("a"));
    launch(relative, jdk);

    assertThat(absolute).isSymbolicLink();
    assertThat(checkout.resolve("builds.txt")).exists();
  }

  @Test
  void passesOptionsToJavaAfterItsOwn() throws Exception {
    Outcome outcome = launch(checkout.resolve("upstack"), jdk, "--help");

    assertThat(outcome.output()).containsSubsequence("-Xmx2g\n", "-Xmx8g\n", "-Da=*\n", "-cp\n");
  }

  @Test
  void namesTheJavaThatIsTooOld() throws Exception {
    Path old = directory.resolve("jdk8");
    script(old.resolve("bin/java"), "#!/bin/sh\necho 'java version \"1.8.0_402\"' >&2\n");

    assertThat(launch(checkout.resolve("upstack"), old))
        .isEqualTo(
            new Outcome(
                1, "", NEEDS_A_JDK + "; " + old + "/bin/java is Java 8.\n" + HOW_TO_GET_ONE));
  }

  @Test
  void saysThatThereIsNoJava() throws Exception {
    Path none = directory.resolve("none");

    assertThat(launch(checkout.resolve("upstack"), none))
        .isEqualTo(
            new Outcome(
                1, "", NEEDS_A_JDK + "; " + none + "/bin/java cannot be run.\n" + HOW_TO_GET_ONE));
  }

  private void makeJava(int statusOfRehearsal) throws IOException {
    script(
        jdk.resolve("bin/java"),
        JAVA_17
            .replace("JDK", jdk.toString())
            .replace("REHEARSAL", String.valueOf(statusOfRehearsal)));
  }

  private Outcome launch(Path launcher, Path javaHome, String... arguments) throws Exception {
    return finish(start(launcher, javaHome, arguments));
  }

  private Process start(Path launcher, Path javaHome, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher.toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(directory.toFile());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("PATH", toolsWithoutJava().toString());
    builder.environment().put("UPSTACK_JAVA_OPTIONS", "-Xmx8g -Da=*");
    return builder.start();
  }

  private static Outcome finish(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, SECONDS)).isTrue();
    return new Outcome(process.exitValue(), output, errors);
  }

  /** The directories of a machine's PATH hold its java too. */
  private Path toolsWithoutJava() throws IOException {
    Path tools = directory.resolve("tools");
    for (String tool : TOOLS) {
      script(tools.resolve(tool), "#!/bin/sh\nexec /usr/bin/%s \"$@\"\n".formatted(tool));
    }
    return tools;
  }

  private static void ageTree(Path root, FileTime time) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path entry : tree.toList()) {
        Files.setLastModifiedTime(entry, time);
      }
    }
  }

  private static void script(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
  }
}
