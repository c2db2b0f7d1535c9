package io.upstack.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds of which a random process is killed at a random moment. A script stands for Maven: it
 * writes jars in two steps and, as Maven does, takes a jar that is there for a whole one.
 */
@Tag("slow")
final class KilledBuildTest {
  private static final int KILLS = 20;

  private static final String MAVEN =
      """
      #!/bin/sh
      for argument; do
        case $argument in -Dupstack.work=*) work=${argument#*=} ;; esac
      done
      mkdir "$work/busy" || { echo twice >>twice.txt; exit 1; }
      product=$work/upstack-runners/upstack
      mkdir -p "$product"
      for jar in "$work/proto.jar" "$work/stages.jar" "$product/upstack.jar"; do
        [ ! -f "$jar" ] || continue
        echo half >"$jar"
        sleep 0.1
        echo whole >>"$jar"
      done
      cat "$work/proto.jar" "$work/stages.jar" >>"$product/upstack.jar"
      rmdir "$work/busy"
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *-XshowSettings*) echo "    java.home = JDK" >&2 ;;
        *-version) echo 'openjdk version "17.0.15" 2025-04-15' >&2 ;;
        *Rehearsal) sleep 0.1 ;;
        *) while [ "$1" != -cp ]; do shift; done; cat "$2" ;;
      esac
      """;

  @TempDir private Path directory;
  private Path checkout;
  private Path jdk;

  @BeforeEach
  void makeCheckout() throws IOException {
    jdk = directory.resolve("jdk");
    script(jdk.resolve("bin/java"), JAVA.replace("JDK", jdk.toString()));
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    checkout = directory.resolve("größe und ü");
    script(checkout.resolve("upstack"), Files.readString(Path.of("../upstack")));
    script(checkout.resolve("mvnw"), MAVEN);
    Files.createDirectories(checkout.resolve("runners/src/main/launcher"));
    Files.writeString(checkout.resolve("runners/src/main/launcher/java.options"), "");
    Files.writeString(checkout.resolve("pom.xml"), "");
    Files.writeString(checkout.resolve("runners/pom.xml"), "");
  }

  @Test
  void areMendedByTheNextStart() throws Exception {
    Random random = new Random(5);
    for (int kill = 0; kill < KILLS; kill++) {
      Process build = start();
      build.waitFor(random.nextInt(600), MILLISECONDS);
      List<ProcessHandle> processes = new ArrayList<>(build.descendants().toList());
      processes.add(build.toHandle());
      processes.get(random.nextInt(processes.size())).destroyForcibly();

      Process next = start();
      String printed = new String(next.getInputStream().readAllBytes(), UTF_8);
      assertThat(next.waitFor(60, SECONDS)).isTrue();
      assertThat(printed).as("after kill %d", kill).isEqualTo("half\nwhole\n".repeat(3));
      assertThat(build.waitFor(60, SECONDS)).isTrue();
      assertThat(checkout.resolve("twice.txt")).doesNotExist();
      // So that the next start builds again, from what this one left.
      Files.delete(checkout.resolve(".upstack/current"));
    }
    Process last = start();
    last.getInputStream().readAllBytes();
    last.waitFor();
    try (Stream<Path> builds = Files.list(checkout.resolve(".upstack/builds"))) {
      assertThat(builds).hasSize(1);
    }
  }

  private Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(checkout.resolve("upstack").toString());
    builder.environment().put("JAVA_HOME", jdk.toString());
    return builder.redirectError(directory.resolve("errors.txt").toFile()).start();
  }

  private static void script(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
  }
}
