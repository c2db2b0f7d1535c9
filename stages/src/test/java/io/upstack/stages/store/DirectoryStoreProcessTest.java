package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Other processes on the same root: killed, and racing. */
@Timeout(120)
class DirectoryStoreProcessTest {
  @TempDir private Path root;

  @Test
  void aProcessKilledInTheMiddleOfAnObjectLeavesNone() throws Exception {
    Process process = StoreProcess.start("stall", root, 1);
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.readLine()).isEqualTo("writing");
    } finally {
      StoreProcess.kill(process);
    }
    assertThat(process.exitValue()).as("128 + SIGKILL").isEqualTo(137);
    assertThat(temporaries()).hasSize(1);

    try (ObjectStore store = DirectoryStore.open(root)) {
      assertThat(store.list("")).isEmpty();
      store.create("samples/00000.npz", Contents.of(2));
      assertThat(store.list("")).containsExactly(Contents.object("samples/00000.npz", 2));
    }
    assertThat(temporaries()).as("too young to be left over").hasSize(1);

    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61));
    DirectoryStore.open(root, new LocalFileOperations(), later);
    assertThat(temporaries()).isEmpty();
  }

  @Test
  void aProcessKilledAtAnyMomentLeavesWholeObjectsOnly() throws Exception {
    Random random = new Random(20260101);
    for (int round = 0; round < 4; round++) {
      int version = round + 1;
      Path store = root.resolve("round" + round);
      Process process = StoreProcess.start("endless", store, version);
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        assertThat(output.readLine()).isEqualTo("writing");
        awaitFiles(store.resolve("samples"), 1 + random.nextInt(20), process);
      } finally {
        StoreProcess.kill(process);
      }
      assertAllWhole(store, version);
    }
  }

  @Test
  void twoProcessesThatMakeTheSameObjectsAreToldTheSame() throws Exception {
    Process one = StoreProcess.start("race", root, 1);
    Process other = StoreProcess.start("race", root, 2);
    try (BufferedReader outputOfOne = one.inputReader(StandardCharsets.UTF_8);
        BufferedReader outputOfOther = other.inputReader(StandardCharsets.UTF_8)) {
      assertThat(outputOfOne.readLine()).isEqualTo("ready");
      assertThat(outputOfOther.readLine()).isEqualTo("ready");
      for (Process process : List.of(one, other)) {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
      }
      List<String> told = outputOfOne.lines().toList();
      assertThat(told).hasSize(20);
      assertThat(outputOfOther.lines().toList()).isEqualTo(told);
      try (ObjectStore store = DirectoryStore.open(root)) {
        assertThat(store.list("samples/").stream().map(StoredObject::toString).toList())
            .isEqualTo(told);
      }
      assertThat(one.waitFor()).isZero();
      assertThat(other.waitFor()).isZero();
    } finally {
      StoreProcess.kill(one);
      StoreProcess.kill(other);
    }
  }

  private static void assertAllWhole(Path root, int version) throws IOException {
    try (ObjectStore store = DirectoryStore.open(root)) {
      List<StoredObject> listed = store.list("");
      for (StoredObject object : listed) {
        byte[] bytes = StoreFormat.readFully(store, object.name());
        Contents.assertWhole(bytes);
        assertThat(object).isEqualTo(Contents.object(object.name(), bytes[0]));
      }
      assertThat(listed.stream().filter(object -> object.name().startsWith("samples/")))
          .as("every file that has a name is an object")
          .hasSize((int) count(root.resolve("samples")))
          .allMatch(object -> object.size() == Contents.bytes(version).length);
      boolean everReplaced = Files.exists(root.resolve("replaced"));
      assertThat(store.find("replaced").isPresent()).isEqualTo(everReplaced);
    }
  }

  private static void awaitFiles(Path directory, int number, Process process) throws IOException {
    while (!Files.isDirectory(directory) || count(directory) < number) {
      assertThat(process.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  private List<Path> temporaries() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(".upstack/tmp"))) {
      return files.toList();
    }
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }
}
