package io.upstack.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
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

/**
 * Runs the launcher on a copy of a checkout, in which shell scripts take the place of Java and
 * Maven.
 */
final class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *-XshowSettings*) echo "    java.home = JDK" >&2 ;;
        *-version) echo 'openjdk version "RELEASE" 2025-04-15' >&2 ;;
        *-XX:ArchiveClassesAtExit=*Rehearsal)
          for argument; do
            case $argument in -XX:Archive*) echo archived >"${argument#*=}" ;; esac
          done
          echo rehearsed; exit REHEARSAL ;;
        *)
          echo "started:"; for argument; do echo "$argument"; done
          echo "LC_ALL=${LC_ALL-} FLINK_CONF_DIR=${FLINK_CONF_DIR-}"
          case $* in *' hold'*) exec 1>&-; read -r end ;; esac ;;
      esac
      """;

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$JAVA_HOME $*" >>builds.txt
      for argument; do
        case $argument in -Dupstack.work=*) work=${argument#*=} ;; esac
      done
      mkdir -p "$work/upstack-runners/upstack"
      echo jar >"$work/upstack-runners/upstack/upstack.jar"
      """;

  private static final String FIRST_BUILD = "building upstack (first use, a few minutes) ...";
  private static final String WAITING = "waiting for another build of upstack ...";

  private static final String NEEDS_A_JDK =
      "upstack: needs a JDK, version 17 or newer. Looked in JAVA_HOME and on the PATH";
  private static final String HOW_TO_GET_ONE =
      "On Debian or Ubuntu: apt-get install openjdk-17-jdk-headless\n";

  private static final List<String> TOOLS =
      List.of(
          "cat",
          "cp",
          "date",
          "dirname",
          "env",
          "find",
          "grep",
          "head",
          "ls",
          "mkdir",
          "mkfifo",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sh",
          "touch");

  @TempDir private Path directory;
  private Path checkout;
  private Path jdk;

  private record Outcome(int status, String output, String errors) {}

  @BeforeEach
  void makeCheckout() throws IOException {
    jdk = directory.resolve("jdk");
    makeJava("17.0.15", 0);
    makeTools(TOOLS);
    makeTools(List.of("flock", "locale"));
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    checkout = directory.resolve("my checkout");
    script(checkout.resolve("upstack"), Files.readString(Path.of("../upstack")));
    script(checkout.resolve("mvnw"), MAVEN);
    Files.createDirectories(checkout.resolve("stages/src/main/java"));
    Files.createDirectories(checkout.resolve("runners/src/main/launcher"));
    Files.writeString(checkout.resolve("runners/src/main/launcher/java.options"), "");
    Files.writeString(checkout.resolve("pom.xml"), "");
    Files.writeString(checkout.resolve("stages/pom.xml"), "");
    Files.writeString(checkout.resolve("stages/src/main/java/Stage.java"), "");
  }

  /**
   * What only prints ends sooner without the slower compiler; work would take longer without it.
   */
  @Test
  void helpIsCompiledByTheFastCompiler() throws Exception {
    for (String[] brief : new String[][] {{"run", "--help"}, {"-V"}, {"help", "run"}, {}}) {
      assertThat(launch(checkout.resolve("upstack"), jdk, brief).output())
          .contains("\n-XX:TieredStopAtLevel=1\n");
    }
    assertThat(launch(checkout.resolve("upstack"), jdk, "run", "my.textproto").output())
        .doesNotContain("TieredStopAtLevel");
  }

  /** The fake java would fail if the launcher asked it for its version. */
  @Test
  void readsTheVersionOfAJavaFromItsRelease() throws Exception {
    makeJava("not asked", 0);
    Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.15\"\n");
    assertThat(launch(checkout.resolve("upstack"), jdk, "run").status()).isZero();

    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    assertThat(launch(checkout.resolve("upstack"), jdk, "run").errors())
        .startsWith(NEEDS_A_JDK)
        .contains("/bin/java is Java 11");
  }

  @Test
  void buildsOnFirstUseOnly() throws Exception {
    Outcome first = launch(checkout.resolve("upstack"), jdk, "run", "a b");
    assertThat(first.errors()).isEqualTo("building upstack (first use, a few minutes) ...\n");
    assertThat(first.status()).isZero();
    assertThat(first.output()).startsWith("started:\n").contains("Upstack\nrun\na b\n");

    Outcome second = launch(checkout.resolve("upstack"), jdk, "run");
    assertThat(second.errors()).isEmpty();
    assertThat(Files.readString(checkout.resolve("builds.txt")))
        .isEqualTo(
            "%s -B -q -Dmaven.test.skip=true -Dupstack.work=%s/.upstack/work package\n"
                .formatted(jdk, checkout.toRealPath()));
  }

  @Test
  void buildsAgainWhenASourceWasRemoved() throws Exception {
    launch(checkout.resolve("upstack"), jdk);
    age();
    assertThat(launch(checkout.resolve("upstack"), jdk).errors()).isEmpty();

    Files.delete(checkout.resolve("stages/src/main/java/Stage.java"));

    assertThat(launch(checkout.resolve("upstack"), jdk).errors())
        .isEqualTo("building upstack (the sources have changed) ...\n");
  }

  @Test
  void buildsOnceWhenStartedTwiceAtOnce() throws Exception {
    Path gate = makeMavenThatWaits();
    Process first = start(checkout.resolve("upstack"), jdk);
    Process second = start(checkout.resolve("upstack"), jdk);
    assertThat(second.errorReader().readLine() + first.errorReader().readLine())
        .contains(WAITING, FIRST_BUILD);

    Files.writeString(gate, "go\n");

    assertThat(finish(first).status()).isZero();
    assertThat(finish(second).status()).isZero();
    assertThat(Files.readAllLines(checkout.resolve("builds.txt"))).hasSize(1);
  }

  @Test
  void waitsForTheMavenOfALauncherThatWasKilled() throws Exception {
    Path gate = makeMavenThatWaits();
    Process killed = start(checkout.resolve("upstack"), jdk);
    await().until(() -> Files.exists(checkout.resolve("builds.txt")));
    List<ProcessHandle> orphans = killed.descendants().toList();
    ProcessHandle maven = lastOf(orphans);
    orphans.stream().filter(orphan -> orphan != maven).forEach(ProcessHandle::destroyForcibly);
    killed.destroyForcibly().waitFor();
    assertThat(maven.isAlive()).isTrue();

    Process next = start(checkout.resolve("upstack"), jdk);
    assertThat(next.errorReader().readLine()).isEqualTo(WAITING);
    assertThat(Files.readAllLines(checkout.resolve("builds.txt"))).hasSize(1);
    Files.writeString(gate, "go\n");
    maven.onExit().join();
    await().until(() -> Files.readAllLines(checkout.resolve("builds.txt")).size() == 2);
    Files.writeString(gate, "go\n");

    assertThat(finish(next).status()).isZero();
  }

  @Test
  void doesNotGoOnFromWhatAKilledBuildLeft() throws Exception {
    Path half = checkout.resolve(".upstack/work/upstack-stages/stages.jar");
    Files.createDirectories(half.getParent());
    Files.writeString(half, "half");

    assertThat(launch(checkout.resolve("upstack"), jdk).status()).isZero();
    assertThat(half).doesNotExist();
    Files.createDirectories(half.getParent());
    Files.writeString(half, "whole");
    age();
    touchSource();

    assertThat(launch(checkout.resolve("upstack"), jdk).status()).isZero();
    assertThat(half).hasContent("whole");
  }

  @Test
  void buildsWithoutFlockInAFolderOfItsOwn() throws Exception {
    Files.delete(directory.resolve("tools/flock"));
    Files.createDirectories(checkout.resolve(".upstack/work/of-another"));

    Outcome outcome = launch(checkout.resolve("upstack"), jdk, "run");

    assertThat(outcome.errors()).isEqualTo(FIRST_BUILD + "\n");
    assertThat(outcome.status()).isZero();
    assertThat(checkout.resolve(".upstack/work/of-another")).exists();
    assertThat(Files.readString(checkout.resolve("builds.txt")))
        .containsPattern("-Dupstack.work=.*/.upstack/work-[0-9TZ]+-[0-9]+ package");
  }

  @Test
  void keepsTheBuildOfAProcessThatRunsUntilItEnds() throws Exception {
    Process running = start(checkout.resolve("upstack"), jdk, "hold");
    running.inputReader().transferTo(Writer.nullWriter());
    Path build = builds().get(0);
    age();
    touchSource();

    launch(checkout.resolve("upstack"), jdk);
    assertThat(build.resolve("upstack.jar")).hasContent("jar");
    assertThat(builds()).hasSize(2);
    running.outputWriter().close();
    running.waitFor();
    age();
    touchSource();

    launch(checkout.resolve("upstack"), jdk);
    assertThat(build).doesNotExist();
    assertThat(builds()).hasSize(1);
  }

  /** A TaskManager loads classes of a job from the build of the command that submitted it. */
  @Test
  void keepsABuildOfWhichAProcessHasAJarOpen() throws Exception {
    launch(checkout.resolve("upstack"), jdk);
    Path build = builds().get(0);
    age();
    touchSource();

    try (InputStream open = Files.newInputStream(build.resolve("upstack.jar"))) {
      launch(checkout.resolve("upstack"), jdk);
      assertThat(open.read()).isEqualTo('j');
      assertThat(build).exists();
    }
    age();
    touchSource();

    launch(checkout.resolve("upstack"), jdk);
    assertThat(build).doesNotExist();
  }

  @Test
  void removesWhatKilledBuildsLeft() throws Exception {
    Path store = checkout.resolve(".upstack");
    for (String left : List.of("builds/20260101T000000Z-1", "work-1", "trash-1")) {
      Files.createDirectories(store.resolve(left));
    }
    Files.writeString(store.resolve("current.1"), "1\n");

    launch(checkout.resolve("upstack"), jdk);

    assertThat(builds()).hasSize(1);
    try (Stream<Path> entries = Files.list(store)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "build.lock", "build.txt", "builds", "current", "gate", "work");
    }
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
            upstack: the build failed; what Maven said is above, and in %s/.upstack/build.txt
            """
                .formatted(checkout.toRealPath()));

    script(checkout.resolve("mvnw"), MAVEN);
    assertThat(launch(checkout.resolve("upstack"), jdk).status()).isZero();
  }

  @Test
  void startsFromTheArchiveThatARehearsalLeft() throws Exception {
    Outcome outcome = launch(checkout.resolve("upstack"), jdk, "run");

    Path archive = builds().get(0).resolve("upstack.jsa");
    assertThat(archive).hasContent("archived\n");
    assertThat(outcome.output())
        .startsWith("started:\n")
        .contains("\n-XX:SharedArchiveFile=%s\n-Xlog:cds=off".formatted(archive));
  }

  @Test
  void startsWithoutAnArchiveWhereTheRehearsalFails() throws Exception {
    makeJava("17.0.15", 1);

    Outcome outcome = launch(checkout.resolve("upstack"), jdk, "run");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.errors()).isEqualTo("building upstack (first use, a few minutes) ...\n");
    assertThat(outcome.output()).startsWith("started:\n").doesNotContain("SharedArchive", "cds");
    assertThat(builds().get(0).resolve("upstack.jsa")).doesNotExist();
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
  void allowsWhatJava24WarnsOfFrom24On() throws Exception {
    String allowed = "--enable-native-access=ALL-UNNAMED\n--sun-misc-unsafe-memory-access=allow\n";
    for (String release : List.of("17.0.15", "21.0.9", "23.0.2")) {
      makeJava(release, 0);
      assertThat(launch(checkout.resolve("upstack"), jdk).output()).doesNotContain("allow");
    }
    for (String release : List.of("24", "25.0.1", "26-ea")) {
      makeJava(release, 0);
      assertThat(launch(checkout.resolve("upstack"), jdk).output()).contains(allowed);
    }
  }

  @Test
  void readsNamesOfFilesInUtf8WhateverTheLocale() throws Exception {
    assertThat(launch(checkout.resolve("upstack"), jdk).output())
        .containsPattern("LC_ALL=[A-Za-z_]+[.](utf8|UTF-8) ")
        .contains("-Duser.language=en\n");
    Files.delete(directory.resolve("tools/locale"));
    assertThat(launch(checkout.resolve("upstack"), jdk).output()).contains("LC_ALL=C.UTF-8 ");
  }

  @Test
  void passesOverTheConfigurationOfAnotherFlink() throws Exception {
    assertThat(launch(checkout.resolve("upstack"), jdk).output()).contains("FLINK_CONF_DIR=\n");
  }

  @Test
  void saysInALineThatTooFewFilesMayBeOpen() throws Exception {
    Path limited = directory.resolve("limited");
    script(limited, "#!/bin/sh\nulimit -n 64\nexec '%s'\n".formatted(checkout.resolve("upstack")));

    assertThat(launch(limited, jdk))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "upstack: needs up to 512 open files, but the limit is 64 here; raise it, as with:"
                    + " ulimit -n 512\n"));
  }

  @Test
  void showsWhatAJavaThatDoesNotStartSays() throws Exception {
    Path broken = directory.resolve("broken");
    script(broken.resolve("bin/java"), "#!/bin/sh\necho 'no memory' >&2\nexit 1\n");

    assertThat(launch(checkout.resolve("upstack"), broken))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "upstack: %s/bin/java does not start; it says:\nno memory\n".formatted(broken)));
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

  private void makeJava(String release, int statusOfRehearsal) throws IOException {
    script(
        jdk.resolve("bin/java"),
        JAVA.replace("JDK", jdk.toString())
            .replace("RELEASE", release)
            .replace("REHEARSAL", String.valueOf(statusOfRehearsal)));
  }

  /** Makes a Maven that waits, once it has begun, for a line in the returned file. */
  private Path makeMavenThatWaits() throws Exception {
    Path gate = directory.resolve("gate");
    assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor()).isZero();
    script(checkout.resolve("mvnw"), MAVEN + "read -r line <'%s'\n".formatted(gate));
    return gate;
  }

  private static ProcessHandle lastOf(List<ProcessHandle> processes) {
    return processes.get(processes.size() - 1);
  }

  private List<Path> builds() throws IOException {
    try (Stream<Path> builds = Files.list(checkout.toRealPath().resolve(".upstack/builds"))) {
      return builds.toList();
    }
  }

  /** Sets the time of the build an hour back, and the times of the sources before it. */
  private void age() throws IOException {
    FileTime anHourAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    Files.setLastModifiedTime(checkout.resolve(".upstack/current"), anHourAgo);
    for (String part :
        List.of("pom.xml", "stages/pom.xml", "stages/src/main", "runners/src/main")) {
      ageTree(checkout.resolve(part), FileTime.from(anHourAgo.toInstant().minusSeconds(1)));
    }
  }

  private void touchSource() throws IOException {
    Files.writeString(checkout.resolve("stages/src/main/java/Stage.java"), "class Stage {}");
  }

  private Outcome launch(Path launcher, Path javaHome, String... arguments) throws Exception {
    return finish(start(launcher, javaHome, arguments));
  }

  private Process start(Path launcher, Path javaHome, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher.toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(directory.toFile());
    builder.environment().clear();
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("PATH", directory.resolve("tools").toString());
    builder.environment().put("FLINK_CONF_DIR", "/nowhere");
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
  private void makeTools(List<String> names) throws IOException {
    for (String name : names) {
      script(
          directory.resolve("tools").resolve(name),
          "#!/bin/sh\nexec /usr/bin/%s \"$@\"\n".formatted(name));
    }
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
