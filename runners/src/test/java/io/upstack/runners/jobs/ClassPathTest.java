package io.upstack.runners.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassPathTest {
  @TempDir private Path directory;

  @Test
  void leavesTheEnginesToTheClusterAndTheRestToTheJob() throws IOException {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    ClassPath all =
        new ClassPath(
            List.of(
                classes,
                jar("upstack.jar"),
                jar("upstack-stages-0.1.0.jar"),
                jar("beam-sdks-java-core-2.70.0.jar"),
                jar("flink-runtime-1.19.3.jar"),
                jar("flink-runtime-web-1.19.3.jar"),
                jar("api-0.35.1.jar"),
                jar("api-common-2.54.0.jar"),
                jar("pytorch-native-cpu-2.7.1-linux-x86_64.jar"),
                jar("slf4j-api-2.0.17.jar"),
                jar("guava-33.1.0-jre.jar")));

    assertThat(names(all.ofJob()))
        .containsExactly(
            "classes",
            "upstack.jar",
            "upstack-stages-0.1.0.jar",
            "beam-sdks-java-core-2.70.0.jar",
            "api-common-2.54.0.jar",
            "guava-33.1.0-jre.jar");
    assertThat(names(all.ofCluster()))
        .containsExactly(
            "flink-runtime-1.19.3.jar",
            "api-0.35.1.jar",
            "api-common-2.54.0.jar",
            "pytorch-native-cpu-2.7.1-linux-x86_64.jar",
            "slf4j-api-2.0.17.jar",
            "guava-33.1.0-jre.jar");
  }

  @Test
  void findsWhatThisProcessRunsFrom() {
    ClassPath ours = ClassPath.ofThisProcess();

    assertThat(ours.entries()).allSatisfy(entry -> assertThat(entry).exists().isAbsolute());
    assertThat(names(ours)).anyMatch(name -> name.startsWith("flink-runtime-"));
    assertThat(names(ours.ofJob())).noneMatch(name -> name.startsWith("flink-"));
  }

  private Path jar(String name) throws IOException {
    return Files.createFile(directory.resolve(name));
  }

  private static List<String> names(ClassPath path) {
    return path.entries().stream().map(entry -> entry.getFileName().toString()).toList();
  }
}
