package io.upstack.stages.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.arrays.NpzWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of a recorded case, to be damaged. */
record CaseCopy(Path folder) {
  private static final String METRICS = "/io/upstack/stages/metrics/small";

  /** The folder of a case in the resources. */
  static Path recorded(String name) {
    return resource("/reference/" + name);
  }

  static Path recordedMetrics() {
    return resource(METRICS);
  }

  private static Path resource(String name) {
    try {
      return Path.of(CaseCopy.class.getResource(name).toURI());
    } catch (URISyntaxException exception) {
      throw new IllegalStateException(exception);
    }
  }

  static CaseCopy of(String name, Path parent) throws IOException {
    return copy(recorded(name), parent.resolve(name));
  }

  static CaseCopy ofMetrics(Path parent) throws IOException {
    return copy(recordedMetrics(), parent.resolve("metrics_small"));
  }

  private static CaseCopy copy(Path source, Path target) throws IOException {
    Files.createDirectory(target);
    try (Stream<Path> files = Files.list(source)) {
      files.forEach(file -> copyInto(file, target));
    }
    return new CaseCopy(target);
  }

  private static void copyInto(Path file, Path folder) {
    try {
      Files.copy(file, folder.resolve(file.getFileName().toString()));
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }

  CaseCopy without(String file) throws IOException {
    Files.delete(folder.resolve(file));
    return this;
  }

  CaseCopy with(String file, String content) throws IOException {
    Files.writeString(folder.resolve(file), content);
    return this;
  }

  /** Replaces a text that must be in the file exactly once. */
  CaseCopy replacing(String file, String old, String replacement) throws IOException {
    String content = Files.readString(folder.resolve(file));
    assertThat(content.split(Pattern.quote(old), -1)).hasSize(2);
    return with(file, content.replace(old, replacement));
  }

  /** Adds a number to the middle element of an array of io.npz. */
  CaseCopy adding(String name, double amount) throws IOException {
    Path path = folder.resolve("io.npz");
    List<NamedArray> arrays = new ArrayList<>();
    boolean found = false;
    try (NpzFile file = NpzFile.open(path)) {
      for (String other : file.names()) {
        found |= other.equals(name);
        arrays.add(read(file, other, other.equals(name) ? amount : 0));
      }
    }
    assertThat(found).isTrue();
    try (OutputStream output = Files.newOutputStream(path)) {
      NpzWriter.write(output, arrays);
    }
    return this;
  }

  private static NamedArray read(NpzFile file, String name, double added) throws IOException {
    try (ArrayReader array = file.array(name)) {
      return switch (array.elementType()) {
        case FLOAT32 -> {
          float[] values = array.toFloats();
          values[values.length / 2] += (float) added;
          yield NamedArray.ofFloats(name, array.shape(), values);
        }
        case FLOAT64 -> {
          double[] values = array.toDoubles();
          values[values.length / 2] += added;
          yield NamedArray.ofDoubles(name, array.shape(), values);
        }
        case INT64 -> {
          long[] values = array.toLongs();
          values[values.length / 2] += (long) added;
          yield NamedArray.ofLongs(name, array.shape(), values);
        }
        case UINT8 -> {
          byte[] values = array.toBytes();
          values[values.length / 2] += (byte) added;
          yield NamedArray.ofBytes(name, array.shape(), values);
        }
        case FLOAT16, BFLOAT16, UINT16, UINT32, UINT64, INT8, INT16, INT32, BOOL ->
            throw new IllegalArgumentException(name + " is of " + array.elementType());
      };
    }
  }
}
