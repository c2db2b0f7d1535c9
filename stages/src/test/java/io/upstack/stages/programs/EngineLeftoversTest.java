package io.upstack.stages.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineLeftoversTest {
  private static final Clock IN_TWO_DAYS = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));

  @TempDir private Path cache;

  @Test
  void ofKilledFirstStartsGoAfterADay() throws IOException {
    Path half = Files.createDirectory(cache.resolve("tmp11330977838302513416"));
    Files.writeString(half.resolve("libtorch_cpu.so"), "half");
    Path whole = Files.createDirectory(cache.resolve("2.7.1-20250812-cpu-linux-x86_64"));
    Path halfBridge = Files.writeString(whole.resolve("jni5432167tmp"), "half");
    Path library = Files.writeString(whole.resolve("libtorch_cpu.so"), "whole");
    Path bridge = Files.writeString(whole.resolve("0.35.1-libdjl_torch.so"), "whole");
    Path other = Files.createDirectory(cache.resolve("tmp-of-a-user"));

    EngineLeftovers.remove(cache, Clock.systemUTC());

    assertThat(half.resolve("libtorch_cpu.so")).as("another process may be at it").exists();
    assertThat(halfBridge).exists();

    EngineLeftovers.remove(cache, IN_TWO_DAYS);

    try (Stream<Path> left = Files.walk(cache)) {
      assertThat(left).containsExactlyInAnyOrder(cache, whole, library, bridge, other);
    }
  }

  @Test
  void ofAFolderThatIsNotThereAreNone() {
    EngineLeftovers.remove(cache.resolve("none"), IN_TWO_DAYS);

    assertThat(cache).isEmptyDirectory();
  }
}
