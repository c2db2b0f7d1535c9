package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilePartTest {
  @TempDir private Path directory;

  @Test
  void whatIsBehindTheMarkIsThePart() throws IOException {
    String file = file("state.pt");
    assertPart(file + "#ema", file, "ema");
    assertPart(file + "#state.ema", file, "state.ema");
    assertPart(file + "#", file, "");
    assertWhole(file);
  }

  @Test
  void aFileWhoseNameHasAMarkStillWorks() throws IOException {
    String marked = file("run#3.pt");
    assertWhole(marked);
    assertPart(marked + "#ema", marked, "ema");
    Files.createDirectories(directory.resolve("runs#1"));
    String inside = file("runs#1/state.pt");
    assertWhole(inside);
    assertPart(inside + "#a#b", inside, "a#b");
    assertWhole(file("a.pt") + ".missing#ema");
    assertWhole(directory + "#ema");
    assertWhole("#ema");
    assertWhole("a\0b#ema");
  }

  @Test
  void aFileThatIsMissingIsNamedWithoutThePart() throws IOException {
    Path missing = directory.resolve("none.pt");
    assertThat(FilePart.missing(missing + "#ema"))
        .contains(missing + " does not exist, whose state dict 'ema' is asked for");
    assertThat(FilePart.missing(missing.toString())).isEmpty();
    String there = file("there.pt");
    assertThat(FilePart.missing(there)).isEmpty();
    assertThat(FilePart.missing(there + "#ema")).isEmpty();
    assertThat(FilePart.missing("gs://models/none.pt#ema")).isEmpty();
  }

  @Test
  void aPartOfWhatIsReadAsAWholeIsRefused() throws IOException {
    String there = file("features.pt");
    assertThat(FilePart.refused(there + "#ema", "an extractor"))
        .contains(
            "%1$s is read as a whole, as an extractor: leave '#ema' out of '%1$s#ema'"
                .formatted(there));
    assertThat(FilePart.refused(there, "an extractor")).isEmpty();
    assertThat(FilePart.refused("gs://models/a.pt#ema", "an extractor"))
        .contains(
            "gs://models/a.pt is read as a whole, as an extractor: leave '#ema' out of"
                + " 'gs://models/a.pt#ema'");
  }

  @Test
  void objectsInBucketsHaveNoMarkInTheirNames() {
    assertPart("gs://models/state.pt#ema", "gs://models/state.pt", "ema");
    assertWhole("gs://models/state.pt");
  }

  private String file(String name) throws IOException {
    return Files.writeString(directory.resolve(name), name).toString();
  }

  private static void assertPart(String written, String location, String part) {
    assertThat(FilePart.of(written)).isEqualTo(new FilePart(location, Optional.of(part)));
    assertThat(FilePart.of(written)).hasToString(written);
  }

  private static void assertWhole(String written) {
    assertThat(FilePart.of(written)).isEqualTo(new FilePart(written, Optional.empty()));
  }
}
