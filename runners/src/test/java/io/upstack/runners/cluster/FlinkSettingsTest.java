package io.upstack.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.problems.Problems;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FlinkSettingsTest {
  @Test
  void settingsOfTheUserAreAdded() {
    FlinkSettings settings =
        FlinkSettings.of(new ClusterSize(2, 1), Path.of("tmp"), 6123, 8081)
            .and(Map.of("metrics.reporters", "prometheus"));

    assertThat(settings.text()).contains("metrics.reporters: prometheus\n", "rest.port: 8081\n");
  }

  @Test
  void settingsOfTheClusterAreItsOwn() {
    Problems problems = new Problems();
    FlinkSettings.check(
        Map.of("rest.port", "1", "metrics.reporters", "prometheus", "io.tmp.dirs", "/"), problems);

    assertThatThrownBy(() -> problems.throwIfAny("the command line"))
        .hasMessage(
            """
            2 problems in the command line:
              -Dio.tmp.dirs: expected another setting; a cluster of processes sets this itself
              -Drest.port: expected another setting; a cluster of processes sets this itself""");
  }
}
