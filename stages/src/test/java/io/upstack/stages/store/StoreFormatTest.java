package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.Fingerprint;
import io.upstack.proto.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFormatTest {
  private static final RunRecord RECORD =
      RunRecord.newBuilder()
          .addFingerprints(Fingerprint.newBuilder().setField("généré").setSize(3))
          .setBatchSize(32)
          .build();

  @TempDir private Path directory;
  private ObjectStore store;

  @BeforeEach
  void open() throws IOException {
    store = DirectoryStore.open(directory);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void aMessageIsTextAndReadsBack() throws IOException {
    StoredObject written = StoreFormat.writeMessage(store, "run.textproto", RECORD);

    assertThat(store.find("run.textproto")).contains(written);
    assertThat(StoreFormat.readUtf8(store, "run.textproto"))
        .isEqualTo("fingerprints {\n  field: \"généré\"\n  size: 3\n}\nbatch_size: 32\n");
    assertThat(StoreFormat.readMessage(store, "run.textproto", RunRecord.newBuilder()).build())
        .isEqualTo(RECORD);
  }

  @Test
  void writingReplacesAndCreatingDoesNot() throws IOException {
    StoreFormat.writeUtf8(store, "a.txt", "one");
    StoreFormat.writeUtf8(store, "a.txt", "två");
    store.create("a.txt", StoreFormat.utf8("three"));
    assertThat(StoreFormat.readUtf8(store, "a.txt")).isEqualTo("två");
  }

  @Test
  void textThatIsNoMessageIsNamedWithItsPlace() throws IOException {
    StoreFormat.writeUtf8(store, "run.textproto", "batch_size: 32\nbatch: 1\n");
    assertThatThrownBy(
            () -> StoreFormat.readMessage(store, "run.textproto", RunRecord.newBuilder()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "object 'run.textproto' in %s is not a RunRecord in text format, at line:column 2:1:"
                    .formatted(directory)
                + " Input contains unknown fields and/or extensions: 2:1: upstack.RunRecord.batch");
  }

  @Test
  void bytesThatAreNoTextAreNamed() throws IOException {
    store.create("a.txt", output -> output.write(0xff));
    assertThatThrownBy(() -> StoreFormat.readUtf8(store, "a.txt"))
        .isInstanceOf(IOException.class)
        .hasMessage("object 'a.txt' in %s is not UTF-8 text".formatted(directory));
  }

  @Test
  void whatIsNotThereCannotBeRead() {
    assertThatThrownBy(() -> StoreFormat.readFully(store, "a.txt"))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessage("no object 'a.txt' in %s".formatted(directory));
  }
}
