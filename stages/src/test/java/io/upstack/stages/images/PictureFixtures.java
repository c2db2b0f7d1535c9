package io.upstack.stages.images;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Pictures of every kind and what they show. The README next to them describes them. */
final class PictureFixtures {
  static final ImageSize SIZE = new ImageSize(10, 12);

  private PictureFixtures() {}

  static Set<String> names() throws IOException {
    try (NpzFile expected = NpzFile.open(path("expected.npz"))) {
      return Set.copyOf(expected.names());
    }
  }

  static byte[] pixels(String name) throws IOException {
    try (NpzFile expected = NpzFile.open(path("expected.npz"));
        ArrayReader pixels = expected.array(name)) {
      return pixels.toBytes();
    }
  }

  static byte[] content(String name) throws IOException {
    return Files.readAllBytes(path(name));
  }

  static Path copy(String name, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    return Files.copy(path(name), target);
  }

  static Picture picture(Path file) {
    return new Picture(file.getFileName().toString(), InputFile.of(file.toString()));
  }

  static Path path(String name) throws IOException {
    try {
      return Path.of(PictureFixtures.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
