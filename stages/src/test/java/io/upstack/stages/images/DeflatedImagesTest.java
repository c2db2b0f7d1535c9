package io.upstack.stages.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deflated npz can't be entered in the middle, and is read in pieces all the same. */
class DeflatedImagesTest {
  private static final int IMAGES = 2000;
  private static final int PIECE = 10;
  private static final int IMAGE_BYTES = 8 * 8 * 3;

  @TempDir private Path folder;
  private byte[] pixels;
  private CountedFile file;

  @BeforeEach
  void write() throws IOException {
    pixels = new byte[IMAGES * IMAGE_BYTES];
    new Random(5).nextBytes(pixels);
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    NpzWriter.write(
        stored, List.of(NamedArray.ofBytes("arr_0", List.of((long) IMAGES, 8L, 8L, 3L), pixels)));
    Path path = folder.resolve("images.npz");
    try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(stored.toByteArray()));
        OutputStream output = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(output)) {
      zip.putNextEntry(new ZipEntry(from.getNextEntry().getName()));
      from.transferTo(zip);
    }
    file = new CountedFile(path);
  }

  @Test
  void piecesInOrderAreInflatedOnce() throws IOException {
    ImageSet images = NpzImages.inspect(file);
    for (int first = 0; first < IMAGES; first += PIECE) {
      assertPiece(images, first);
    }
    assertThat(file.bytes().get()).isLessThan(2 * file.size());
    assertThat(file.openings()).hasValue(0);
  }

  @Test
  void threadsThatTakePiecesInOrderInflateOnceEach() throws Exception {
    int threads = 4;
    ImageSet images = NpzImages.inspect(file);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Integer>> pieces =
          IntStream.iterate(0, first -> first < IMAGES, first -> first + PIECE)
              .mapToObj(
                  first ->
                      executor.submit(
                          () -> {
                            assertPiece(images, first);
                            return first;
                          }))
              .toList();
      for (Future<Integer> piece : pieces) {
        piece.get();
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(file.bytes().get()).isLessThan((threads + 1) * file.size());
    assertThat(file.openings().get()).isLessThan(threads);
  }

  @Test
  void piecesInAnyOrderAreRight() throws IOException {
    ImageSet images = NpzImages.inspect(file);
    Random random = new Random(6);
    for (int i = 0; i < 30; i++) {
      assertPiece(images, random.nextInt(IMAGES - PIECE));
    }
  }

  @Test
  void aReaderThatFailedIsNotGivenToAnother() throws IOException {
    byte[] content = Files.readAllBytes(folder.resolve("images.npz"));
    content[content.length / 2] ^= 0x55;
    Files.write(folder.resolve("images.npz"), content);
    ImageSet images = NpzImages.inspect(file);
    for (int i = 0; i < 3; i++) {
      try (ImageReader reader = images.open(0)) {
        assertThat(reader.read(IMAGES / 4).remaining()).isPositive();
        assertThatThrownBy(() -> reader.read(IMAGES * 3 / 4))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("images.npz: member 'arr_0.npy' is damaged");
      }
    }
    assertThat(file.openings()).hasValue(0);
  }

  private void assertPiece(ImageSet images, int first) throws IOException {
    try (ImageReader reader = images.open(first)) {
      ByteBuffer read = reader.read(PIECE);
      byte[] expected =
          Arrays.copyOfRange(pixels, first * IMAGE_BYTES, (first + PIECE) * IMAGE_BYTES);
      assertThat(read).isEqualTo(ByteBuffer.wrap(expected));
    }
  }
}
