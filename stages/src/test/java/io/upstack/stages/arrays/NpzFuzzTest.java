package io.upstack.stages.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged file is read right, where the damage does not matter, or refused. */
class NpzFuzzTest {
  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void everyFlippedByteIsHarmlessOrNamed(String name) throws IOException {
    byte[] file = resource(name);
    Map<String, String> expected = contents(file);
    Random random = new Random(1);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int position = 0; position < file.length; position++) {
            byte[] damaged = file.clone();
            damaged[position] ^= (byte) (1 + random.nextInt(255));
            assertRightOrRefused(damaged, expected, "byte " + position);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void manyFlippedBytesAreHarmlessOrNamed(String name) throws IOException {
    byte[] file = resource(name);
    Map<String, String> expected = contents(file);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = file.clone();
            for (int flips = random.nextInt(20); flips >= 0; flips--) {
              damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            assertRightOrRefused(damaged, expected, "seed " + seed);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void everyTruncationIsNamed(String name) throws IOException {
    byte[] file = resource(name);
    for (int length = 0; length < file.length; length += 3) {
      byte[] cut = Arrays.copyOf(file, length);
      Assertions.assertThrows(MalformedArrayException.class, () -> contents(cut));
    }
  }

  private static void assertRightOrRefused(
      byte[] damaged, Map<String, String> expected, String what) throws IOException {
    try {
      // Damage to a name hides an array or renames it; the content of a known one is right.
      contents(damaged)
          .forEach((name, content) -> assertThat(content).as(what).isIn(expected.values()));
    } catch (MalformedArrayException exception) {
      assertThat(exception).as(what).hasMessageStartingWith("file.npz");
    }
  }

  private static Map<String, String> contents(byte[] file) throws IOException {
    Map<String, String> contents = new LinkedHashMap<>();
    try (NpzFile npz = NpzFile.open(new MemoryChannel(file), "file.npz")) {
      for (String name : npz.names()) {
        try (ArrayReader array = npz.array(name)) {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          for (ByteBuffer rows = array.readRows(2); rows.hasRemaining(); rows = array.readRows(2)) {
            all.write(rows.array(), rows.arrayOffset() + rows.position(), rows.remaining());
          }
          contents.put(
              name, array.elementType() + " " + array.shape() + Arrays.toString(all.toByteArray()));
        }
      }
    }
    return contents;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream content = NpzFuzzTest.class.getResourceAsStream(name)) {
      return content.readAllBytes();
    }
  }
}
