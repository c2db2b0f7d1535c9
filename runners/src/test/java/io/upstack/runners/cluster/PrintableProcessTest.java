package io.upstack.runners.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what processes of a cluster log. */
final class PrintableProcessTest {
  @TempDir private Path folder;

  @Test
  void escapesControlCharactersWithNothingOfUpstackButItself() throws Exception {
    ClusterDirectory directory = new ClusterDirectory(folder.resolve("cluster"));
    directory.make(FlinkSettings.of(new ClusterSize(1, 1), Path.of("tmp"), 1, 2));
    URI tests = getClass().getProtectionDomain().getCodeSource().getLocation().toURI();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                directory.classes() + File.pathSeparator + Path.of(tests),
                PrintableProcess.class.getName(),
                Failing.class.getName(),
                "base\u001b[31m.pt")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said)
        .startsWith("base\\u001b[31m.pt\n")
        .contains("IllegalStateException: base\\u001b[31m.pt is bad")
        .doesNotContain("\u001b");
  }

  /** A program that takes the place of Flink. */
  public static final class Failing {
    private Failing() {}

    public static void main(String[] arguments) {
      System.out.println(arguments[0]);
      throw new IllegalStateException(arguments[0] + " is bad");
    }
  }
}
