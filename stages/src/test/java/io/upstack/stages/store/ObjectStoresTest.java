package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoresTest {
  @TempDir private Path directory;

  @Test
  void aPathIsADirectory() throws IOException {
    String location = directory.resolve("out").toString();
    try (ObjectStore store = ObjectStores.open(location)) {
      assertThat(store.root()).isEqualTo(location);
      assertThat(store.create("run.textproto", Contents.of(1)))
          .isEqualTo(Contents.object("run.textproto", 1));
    }
    assertThat(directory.resolve("out/run.textproto")).hasBinaryContent(Contents.bytes(1));
  }

  @Test
  void anotherSchemeIsNamed() {
    assertRefused(
        "s3://bucket/run",
        "'s3://bucket/run' has the unknown scheme 's3'; give a path, or gs://bucket/path");
    assertRefused(
        "file:///tmp",
        "'file:///tmp' has the unknown scheme 'file'; give a path, or gs://bucket/path");
  }

  @Test
  void whatIsNoPathIsRefused() {
    assertRefused(" ", "the location is empty; a path was expected");
    assertRefused("a\0b", "'a\0b' is not a path: Nul character not allowed");
  }

  @Test
  void aStoreThatCannotBeWrittenFailsTheProbe() throws IOException {
    FaultyFileOperations disk = new FaultyFileOperations(new LocalFileOperations());
    try (ObjectStore store = DirectoryStore.open(directory, disk, Clock.systemUTC())) {
      disk.arm(Optional.of(new Fault(2, Fault.Kind.DIES_BEFORE)));
      assertThatThrownBy(() -> ObjectStores.checkWritable(store))
          .isInstanceOf(ObjectWriteException.class)
          .hasMessageMatching(
              "cannot write object 'upstack-probe-[0-9a-f-]{36}' in %s: injected before step 2,"
                      .formatted(directory)
                  + " write; the directory must be writable and have room");
    }
  }

  private static void assertRefused(String location, String message) {
    assertThatThrownBy(() -> ObjectStores.open(location))
        .isInstanceOf(InvalidLocationException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> InputFile.of(location))
        .isInstanceOf(InvalidLocationException.class)
        .hasMessage(message);
  }
}
