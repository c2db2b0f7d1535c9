package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an object is trusted, and when it is read. */
class DirectoryStoreRecordsTest {
  private static final String NAME = "samples/00012.npz";
  private static final FileTime LONG_AGO =
      FileTime.from(Instant.parse("2020-01-01T00:00:00.123456789Z"));

  @TempDir private Path directory;
  private Path root;
  private Path object;
  private Path checksum;
  private StoredObject created;

  @BeforeEach
  void create() throws IOException {
    root = directory.resolve("run");
    object = root.resolve(NAME);
    checksum = root.resolve(".upstack/checksums").resolve(NAME);
    created =
        DirectoryStore.open(root)
            .create(NAME, output -> output.write("123456789".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theRecordIsALineOfChecksumAndSizeWithTheTimeOfTheObject() throws IOException {
    // The check value of CRC-32C in RFC 3720's terms: CRC of the digits 1 to 9.
    assertThat(created).isEqualTo(new StoredObject(NAME, 9, 0xe3069283));
    assertThat(checksum).hasContent("e3069283 9\n").hasSize(11);
    assertThat(time(checksum)).isEqualTo(time(object));
  }

  @Test
  void anObjectOfTheRecordedTimeAndSizeIsNotRead() throws IOException {
    flipKeeping(time(object));
    assertThat(listing(root)).containsExactly(created);
  }

  @Test
  void aNanosecondOfDifferenceIsEnoughToReadAnObject() throws IOException {
    flipKeeping(FileTime.from(time(object).toInstant().plusNanos(1)));
    assertThat(listing(root)).isEmpty();
  }

  @Test
  void aTouchedObjectIsReadOnceAndItsRecordRenewed() throws IOException {
    Files.setLastModifiedTime(object, LONG_AGO);
    assertThat(listing(root)).containsExactly(created);
    assertThat(time(checksum)).isEqualTo(LONG_AGO);
    assertThat(checksum).hasContent("e3069283 9\n");

    flipKeeping(LONG_AGO);
    assertThat(listing(root)).containsExactly(created);
  }

  @Test
  void anObjectTouchedJustNowIsReadAgainUntilItsTimeCanTell() throws IOException {
    FileTime touched = FileTime.from(Instant.now());
    Files.setLastModifiedTime(object, touched);
    assertThat(listingAfter(Duration.ZERO)).containsExactly(created);
    assertThat(time(checksum)).isNotEqualTo(touched);
    assertThat(listingAfter(Duration.ofMinutes(1))).containsExactly(created);
    assertThat(time(checksum)).isEqualTo(touched);
  }

  @Test
  void aCopiedDirectoryHoldsTheSameObjects() throws IOException {
    Path copy = directory.resolve("copy");
    copyWithoutTimes(copy);
    assertThat(listing(copy)).containsExactly(created);

    Path damaged = directory.resolve("damaged");
    copyWithoutTimes(damaged);
    Files.write(damaged.resolve(NAME), "123456780".getBytes(StandardCharsets.UTF_8));
    assertThat(listing(damaged)).isEmpty();
  }

  @Test
  void anObjectWithoutARecordIsReadAndRecorded() throws IOException {
    Files.delete(checksum);
    Files.setLastModifiedTime(object, LONG_AGO);
    assertThat(listing(root)).containsExactly(created);
    assertThat(checksum).hasContent("e3069283 9\n");
    assertThat(time(checksum)).isEqualTo(LONG_AGO);
  }

  @Test
  void anObjectWhoseRecordCannotBeReadIsNotValidAndIsMadeAgain() throws IOException {
    for (String text : List.of("", "e3069283", "e3069283 9", "e3069283 9\nmore", "E3069283 9\n")) {
      Files.writeString(checksum, text);
      assertThat(listing(root)).as(text).isEmpty();
      assertThat(DirectoryStore.open(root).create(NAME, Contents.of(1)))
          .isEqualTo(Contents.object(NAME, 1));
      assertThat(listing(root)).as(text).containsExactly(Contents.object(NAME, 1));
    }
  }

  @Test
  void theOriginIsRecordedBehindTheChecksumWithACheckOfItsOwn() throws IOException {
    String origin = "0123456789abcdef".repeat(4);
    StoredObject marked =
        DirectoryStore.open(root).replace(NAME, Contents.of(1).generatedBy(origin));
    String line = Files.readString(checksum);
    assertThat(line).matches("[0-9a-f]{8} [0-9]+ " + origin + " [0-9a-f]{8}\n");
    assertThat(listing(root)).containsExactly(marked);
    assertThat(marked.origin()).contains(origin);

    Files.setLastModifiedTime(object, LONG_AGO);
    assertThat(listing(root)).as("touched, read and recorded again").containsExactly(marked);
    assertThat(checksum).hasContent(line);

    for (int i = 0; i < line.length(); i++) {
      char other = line.charAt(i) == '1' ? '2' : '1';
      Files.writeString(checksum, line.substring(0, i) + other + line.substring(i + 1));
      assertThat(listing(root)).as("another character at " + i).isEmpty();
    }
  }

  @Test
  void aRecordOfTwoContentsIsNotTrustedByItsTime() throws IOException {
    Files.writeString(checksum, "e3069283 9\n00000000 9\n");
    Files.setLastModifiedTime(checksum, LONG_AGO);
    Files.setLastModifiedTime(object, LONG_AGO);
    assertThat(listing(root)).containsExactly(created);
    assertThat(checksum).hasContent("e3069283 9\n");
  }

  @Test
  void theRecordOfAnObjectRemovedByHandIsNotHeldAgainstItsSuccessor() throws IOException {
    Files.delete(object);
    assertThat(listing(root)).isEmpty();
    StoredObject successor = DirectoryStore.open(root).create(NAME, Contents.of(1));
    assertThat(listing(root)).containsExactly(successor);
  }

  @Test
  void filesThatAreNoObjectsAreNotListed() throws IOException {
    Files.writeString(object.resolveSibling(".hidden"), "x");
    Files.createDirectories(root.resolve(".git/objects"));
    Files.writeString(root.resolve(".git/objects/1"), "x");
    Files.createDirectory(object.resolveSibling("00013.npz"));
    Files.createSymbolicLink(object.resolveSibling("00014.npz"), directory.resolve("nowhere"));
    assertThat(listing(root)).containsExactly(created);
    assertThat(DirectoryStore.open(root).list("samples/000")).containsExactly(created);
  }

  private void flipKeeping(FileTime time) throws IOException {
    Files.writeString(object, "123456780");
    Files.setLastModifiedTime(object, time);
  }

  private void copyWithoutTimes(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Path copied = target.resolve(root.relativize(file));
        Files.copy(file, copied);
        if (Files.isRegularFile(copied)) {
          // As cp leaves them: each file with the time at which it was copied.
          Files.setLastModifiedTime(copied, FileTime.from(Instant.now()));
        }
      }
    }
  }

  private List<StoredObject> listingAfter(Duration passed) throws IOException {
    Clock clock = Clock.offset(Clock.systemUTC(), passed);
    return DirectoryStore.open(root, new LocalFileOperations(), clock).list("");
  }

  private static List<StoredObject> listing(Path store) throws IOException {
    return DirectoryStore.open(store).list("");
  }

  private static FileTime time(Path file) throws IOException {
    return Files.getLastModifiedTime(file);
  }
}
