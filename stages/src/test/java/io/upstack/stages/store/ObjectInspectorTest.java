package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks again at what was found before another process published. */
class ObjectInspectorTest {
  private static final String NAME = "samples/00012.npz";

  @TempDir private Path root;
  private DirectoryStore store;
  private ChecksumRecords records;
  private ObjectInspector inspector;
  private FileStamp former;

  @BeforeEach
  void replaceBehindTheReader() throws IOException {
    store = DirectoryStore.open(root);
    DirectoryLayout layout = new DirectoryLayout(root);
    FileOperations operations = new LocalFileOperations();
    records =
        new ChecksumRecords(
            operations,
            new TemporaryFiles(operations, layout.temporaries(), Clock.systemUTC()),
            layout.checksums());
    inspector = new ObjectInspector(layout, records, new FileTimes(Clock.systemUTC()));
    store.create(NAME, Contents.of(1));
    former = FileStamp.of(root.resolve(NAME)).orElseThrow();
    store.replace(NAME, Contents.of(2));
  }

  @Test
  void anObjectReplacedBetweenItsStampAndItsRecordIsNotInvalid() throws IOException {
    Finding torn = new Finding(Optional.of(former), records.read(NAME), Optional.empty());
    assertThat(inspector.settle(NAME, torn).map(content -> content.object(NAME)))
        .contains(Contents.object(NAME, 2));
  }

  @Test
  void contentReadFromAFormerFileIsNotRecorded() throws IOException {
    Optional<ChecksumRecord.Content> ofFormer =
        Optional.of(new ChecksumRecord.Content(new Checksum(1, former.size()), Optional.empty()));
    Finding outdated = new Finding(Optional.of(former), Optional.empty(), ofFormer);
    assertThat(inspector.settle(NAME, outdated).map(content -> content.object(NAME)))
        .contains(Contents.object(NAME, 2));
    assertThat(store.find(NAME)).contains(Contents.object(NAME, 2));
  }
}
