package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HomePathsTest {
  private static final Optional<Path> HOME = Optional.of(Path.of("/home/someone"));

  @ParameterizedTest
  @CsvSource({
    "--output=~/runs/a, --output=/home/someone/runs/a",
    "~/my.textproto, /home/someone/my.textproto",
    "--reference=~, --reference=~",
    "~other/x, ~other/x",
    "a~/x, a~/x",
    "--set=evaluation.reference=~/x, --set=evaluation.reference=~/x",
    "gs://b/~/x, gs://b/~/x",
    "--detach, --detach",
  })
  void expandsWhereAPathBegins(String argument, String expanded) {
    assertThat(HomePaths.expandArgument(argument, HOME)).isEqualTo(expanded);
  }

  @Test
  void takesTheHomeThatTheEnvironmentNames() {
    assertThat(HomePaths.home(Map.of("HOME", "/home/someone"), "/root")).isEqualTo(HOME);
    assertThat(HomePaths.home(Map.of(), "/root")).contains(Path.of("/root"));
  }

  @Test
  void leavesPathsOfAUserWithoutAHome() {
    assertThat(HomePaths.home(Map.of(), "?")).isEmpty();
    assertThat(HomePaths.expand("~/x", Optional.empty())).isEqualTo("~/x");
  }
}
