package io.upstack.stages.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.Growth;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipWriterTest {
  private static final byte[] FIRST = "the first".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SECOND = "and a second".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  /** A low limit puts all parts of zip64 into small files. With 60, only some entries are wide. */
  @ParameterizedTest
  @ValueSource(longs = {0, 10, 60, ZipWriter.WIDE})
  void archivesWithAndWithoutZip64AreReadBackByUsAndByTheJdk(long wideFrom) throws IOException {
    Path file = directory.resolve("file.zip");
    Files.write(file, written(new ByteArrayOutputStream(), 1, wideFrom));
    try (ZipArchive archive = ZipArchive.open(FileChannel.open(file), "file.zip")) {
      assertThat(archive.members())
          .extracting(ZipMember::name)
          .containsExactly("first", "säcond", "empty");
      assertThat(content(archive, "first")).isEqualTo(FIRST);
      assertThat(content(archive, "säcond")).isEqualTo(SECOND);
      assertThat(content(archive, "empty")).isEmpty();
    }
    try (ZipFile archive = new ZipFile(file.toFile())) {
      assertThat(archive.getInputStream(archive.getEntry("first"))).hasBinaryContent(FIRST);
      assertThat(archive.getInputStream(archive.getEntry("säcond"))).hasBinaryContent(SECOND);
    }
  }

  @Test
  void archivesCanBeReadFromFrontToBack() throws IOException {
    byte[] archive = written(new ByteArrayOutputStream(), 1, ZipWriter.WIDE);
    List<String> names = new ArrayList<>();
    try (ZipInputStream stream = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = stream.getNextEntry(); entry != null; entry = stream.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    assertThat(names).containsExactly("first", "säcond", "empty");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 64, 4096})
  void alignedMembersBeginAtMultiplesOfTheAlignment(int alignment) throws IOException {
    Path file = directory.resolve("file.zip");
    Files.write(file, written(new ByteArrayOutputStream(), alignment, ZipWriter.WIDE));
    try (ZipArchive archive = ZipArchive.open(FileChannel.open(file), "file.zip")) {
      for (ZipMember member : archive.members()) {
        assertThat(archive.dataOffset(member) % alignment).isZero();
      }
      assertThat(content(archive, "säcond")).isEqualTo(SECOND);
    }
  }

  @Test
  void aNameIsNotTakenTwice() throws IOException {
    ZipWriter writer = ZipWriter.to(new ByteArrayOutputStream());
    writer.add("name", 0, output -> {});
    assertThatThrownBy(() -> writer.add("name", 0, output -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the member 'name' is added twice");
  }

  @Test
  void moreMembersThan16BitsCountAreReadBack() throws IOException {
    int count = 66_000;
    Path file = directory.resolve("many.zip");
    try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file))) {
      ZipWriter writer = ZipWriter.to(output);
      for (int index = 0; index < count; index++) {
        writer.add("member" + index, 0, content -> {});
      }
      writer.finish();
    }
    try (ZipArchive archive = ZipArchive.open(FileChannel.open(file), "many.zip")) {
      assertThat(archive.members()).hasSize(count);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 60, ZipWriter.WIDE})
  void aFileInOnePassHasTheBytesOfAStreamInTwo(long wideFrom) throws IOException {
    Path file = directory.resolve("file.zip");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      addExamples(new ZipWriter(new ChannelOutput(channel), 64, wideFrom));
    }
    assertThat(file)
        .hasBinaryContent(written(new ByteArrayOutputStream(), 64, wideFrom))
        .isNotEmptyFile();
  }

  @Test
  void aFileAsksForContentOnce() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    Path file = directory.resolve("file.zip");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ZipWriter writer = ZipWriter.aligned(channel, 64);
      writer.add(
          "first",
          FIRST.length,
          stream -> {
            asked.incrementAndGet();
            stream.write(FIRST);
          });
      writer.finish();
    }
    assertThat(asked).hasValue(1);
    try (ZipArchive archive = ZipArchive.open(FileChannel.open(file), "file.zip")) {
      assertThat(content(archive, "first")).isEqualTo(FIRST);
    }
  }

  @Test
  void contentOfAnotherSizeIsNamed() throws IOException {
    ZipWriter stream = ZipWriter.to(new ByteArrayOutputStream());
    assertThatThrownBy(() -> stream.add("first", 5, output -> output.write(FIRST)))
        .isInstanceOf(IOException.class)
        .hasMessage("the content of the member 'first' is 9 bytes, expected 5");
    Path path = directory.resolve("file.zip");
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ZipWriter file = ZipWriter.aligned(channel, 64);
      assertThatThrownBy(() -> file.add("first", 5, output -> output.write(FIRST)))
          .isInstanceOf(IOException.class)
          .hasMessage("the content of the member 'first' is 9 bytes, expected 5");
    }
  }

  @Test
  void contentThatChangesBetweenThePassesIsNamed() {
    AtomicInteger calls = new AtomicInteger();
    ZipWriter writer = ZipWriter.to(new ByteArrayOutputStream());
    assertThatThrownBy(
            () -> writer.add("count", 1, output -> output.write(calls.incrementAndGet())))
        .isInstanceOf(IOException.class)
        .hasMessage("the content of the member 'count' changed while it was written");
  }

  private static byte[] written(ByteArrayOutputStream output, int alignment, long wideFrom)
      throws IOException {
    addExamples(new ZipWriter(new StreamOutput(output), alignment, wideFrom));
    return output.toByteArray();
  }

  private static void addExamples(ZipWriter writer) throws IOException {
    writer.add("first", FIRST.length, stream -> stream.write(FIRST));
    writer.add("säcond", SECOND.length, stream -> stream.write(SECOND));
    writer.add("empty", 0, stream -> {});
    writer.finish();
  }

  private static byte[] content(ZipArchive archive, String name) throws IOException {
    try (MemberReader reader = archive.read(archive.member(name).orElseThrow())) {
      ByteBuffer content = ByteBuffer.allocate((int) reader.remaining());
      reader.read(content);
      return Arrays.copyOf(content.array(), content.position());
    }
  }

  @Test
  void twiceTheMembersTakeTwiceTheTimeToOpen() throws Exception {
    Growth.assertLinear(
        20_000,
        size -> {
          ByteArrayOutputStream output = new ByteArrayOutputStream();
          ZipWriter zip = ZipWriter.to(output);
          for (int index = 0; index < size; index++) {
            zip.add("member" + index, 0, content -> {});
          }
          zip.finish();
          Path file = Files.write(directory.resolve(size + ".zip"), output.toByteArray());
          return () -> {
            try (ZipArchive archive = ZipArchive.open(FileChannel.open(file), file.toString())) {
              return archive.members().size();
            }
          };
        });
  }
}
