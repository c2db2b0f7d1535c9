package io.upstack.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.runners.ChildProgram;
import io.upstack.stages.problems.InvalidInputException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalProcessesTest {
  @TempDir private Path directory;

  @Test
  void oneProcessChangesAClusterAtATime() throws Exception {
    LocalProcesses processes = new LocalProcesses(new ClusterDirectory(directory));
    try (ChildProgram other =
        ChildProgram.start(LockingProgram.class, "-Xmx64m", directory.toString())) {
      assertThat(other.said()).isEqualTo("holds it");
      String message =
          """
          1 problem in the cluster's folder:
            %s: another process starts or stops the cluster in it at this moment"""
              .formatted(directory);
      assertThatThrownBy(() -> processes.start(new ClusterSize(1, 1), Map.of()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(message);
      assertThatThrownBy(processes::stop).hasMessage(message);
    }

    assertThat(processes.stop()).isZero();
  }
}
