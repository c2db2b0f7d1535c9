package io.upstack.stages.checkpoints;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.problems.Printable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The safetensors format. A file has eight bytes with the length of the header, the header in JSON
 * with the type, shape and place of each tensor by name, and the tensors in C order and in
 * little-endian byte order, without gaps (https://huggingface.co/docs/safetensors).
 */
final class SafetensorsCheckpoint implements CheckpointContent {
  /** The size of a header of about 80,000 tensors. It limits the size of what is built from it. */
  private static final long LARGEST_HEADER = 8L << 20;

  private static final int DEEPEST = 8;
  private static final int MOST_DIMENSIONS = 64;
  private static final int MOST_PROBLEMS = 500;
  private static final int LONGEST_NUMBER = 18;
  private static final String METADATA = "__metadata__";

  private static final Map<String, ElementType> TYPES =
      Map.of(
          "F64", ElementType.FLOAT64,
          "F32", ElementType.FLOAT32,
          "F16", ElementType.FLOAT16,
          "BF16", ElementType.BFLOAT16,
          "I64", ElementType.INT64,
          "I32", ElementType.INT32,
          "I16", ElementType.INT16,
          "I8", ElementType.INT8,
          "U8", ElementType.UINT8,
          "BOOL", ElementType.BOOL);

  private final FileChannel channel;
  private final Map<String, Long> positions = new HashMap<>();

  SafetensorsCheckpoint(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * The entry of a tensor in the header.
   *
   * @param begin the position of its first byte, counted from the end of the header
   * @param end the position of the first byte after it
   */
  private record Stored(String name, String type, List<Long> shape, long begin, long end) {
    TensorLayout layout() throws MalformedPickleException {
      ElementType elementType = TYPES.get(type);
      if (elementType == null) {
        throw new MalformedPickleException(
            "is of type %s, expected one of %s"
                .formatted(Printable.name(type), String.join(", ", new TreeSet<>(TYPES.keySet()))));
      }
      TensorLayout layout =
          new TensorLayout(
              elementType, shape, strides(), 0, name, (end - begin) / elementType.size());
      layout.check();
      if (end - begin != layout.elements() * elementType.size()) {
        throw new MalformedPickleException(
            "has %d bytes, expected %d for %s of shape %s"
                .formatted(
                    end - begin, layout.elements() * elementType.size(), elementType, shape));
      }
      return layout;
    }

    /**
     * Returns the strides of the elements in C order. They have no meaning if there are no
     * elements.
     */
    private List<Long> strides() throws MalformedPickleException {
      if (shape.contains(0L)) {
        return Collections.nCopies(shape.size(), 0L);
      }
      try {
        List<Long> strides = new ArrayList<>();
        long stride = 1;
        for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
          strides.add(stride);
          stride = Math.multiplyExact(stride, shape.get(dimension));
        }
        Collections.reverse(strides);
        return strides;
      } catch (ArithmeticException exception) {
        throw new MalformedPickleException(
            "has the shape %s, expected at most 2^40 bytes".formatted(shape));
      }
    }
  }

  @Override
  public Selection.Selected select(Selection selection)
      throws IOException, MalformedPickleException {
    long length = headerLength();
    List<Stored> tensors = tensors(header(length));
    if (selection.key().isPresent()) {
      throw Selection.singleStateDict(selection.key().get());
    }
    long start = Long.BYTES + length;
    requireNoGaps(tensors, channel.size() - start);
    Map<String, TensorLayout> layouts = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Stored tensor : tensors) {
      String name = Printable.name(tensor.name());
      try {
        if (layouts.put(tensor.name(), tensor.layout()) != null) {
          problems.add("tensor '%s' appears twice".formatted(name));
        }
        positions.put(tensor.name(), start + tensor.begin());
      } catch (MalformedPickleException exception) {
        problems.add("tensor '%s' %s".formatted(name, exception.getMessage()));
      }
      if (problems.size() > MOST_PROBLEMS) {
        break;
      }
    }
    if (!problems.isEmpty()) {
      throw new MalformedPickleException(Printable.listed(problems, "; "));
    }
    return new Selection.Selected(layouts, List.of());
  }

  @Override
  public long storagePosition(TensorLayout layout) {
    return positions.get(layout.storage());
  }

  /** Does nothing, because the format has no checksums. */
  @Override
  public void verify(String storage) {}

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private long headerLength() throws IOException, MalformedPickleException {
    long length = read(0, Long.BYTES).getLong(0);
    if (length < 0 || length > LARGEST_HEADER) {
      throw new MalformedPickleException(
          "has a safetensors header of %s bytes, expected at most %d"
              .formatted(Long.toUnsignedString(length), LARGEST_HEADER));
    }
    if (length > channel.size() - Long.BYTES) {
      throw new MalformedPickleException(
          "is cut short: its safetensors header has %d bytes, the file %d"
              .formatted(length, channel.size()));
    }
    return length;
  }

  private String header(long length) throws IOException, MalformedPickleException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(read(Long.BYTES, (int) length)).toString();
    } catch (CharacterCodingException exception) {
      throw new MalformedPickleException("has a safetensors header that is not UTF-8");
    }
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("the file was cut while it was read");
      }
    }
    return bytes.flip();
  }

  private static List<Stored> tensors(String header) throws MalformedPickleException {
    List<Stored> tensors = new ArrayList<>();
    try (JsonReader json = new JsonReader(new StringReader(header))) {
      json.setStrictness(Strictness.STRICT);
      json.setNestingLimit(DEEPEST);
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (name.equals(METADATA)) {
          json.skipValue();
        } else {
          tensors.add(tensor(name, json));
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedPickleException("has a safetensors header with text behind its JSON");
      }
      return tensors;
    } catch (IOException | IllegalStateException | NumberFormatException exception) {
      throw new MalformedPickleException(
          "has a safetensors header that is not JSON as the format asks for: "
              + Printable.name(String.valueOf(exception.getMessage())));
    }
  }

  private static Stored tensor(String name, JsonReader json)
      throws IOException, MalformedPickleException {
    Optional<String> type = Optional.empty();
    Optional<List<Long>> shape = Optional.empty();
    Optional<List<Long>> offsets = Optional.empty();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "dtype" -> type = Optional.of(json.nextString());
        case "shape" -> shape = Optional.of(wholes(json));
        case "data_offsets" -> offsets = Optional.of(wholes(json));
        default -> json.skipValue();
      }
    }
    json.endObject();
    if (type.isEmpty()
        || shape.isEmpty()
        || offsets.isEmpty()
        || offsets.get().size() != 2
        || offsets.get().get(0) > offsets.get().get(1)) {
      throw new MalformedPickleException(
          "tensor '%s' lacks dtype, shape, or data_offsets of a beginning and an end"
              .formatted(Printable.name(name)));
    }
    return new Stored(name, type.get(), shape.get(), offsets.get().get(0), offsets.get().get(1));
  }

  private static List<Long> wholes(JsonReader json) throws IOException, MalformedPickleException {
    List<Long> wholes = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      if (wholes.size() == MOST_DIMENSIONS) {
        throw new MalformedPickleException(
            "has a tensor of more than %d dimensions".formatted(MOST_DIMENSIONS));
      }
      wholes.add(whole(json));
    }
    json.endArray();
    return wholes;
  }

  private static long whole(JsonReader json) throws IOException, MalformedPickleException {
    String text = json.peek() == JsonToken.NUMBER ? json.nextString() : "";
    boolean isWhole =
        !text.isEmpty()
            && text.length() <= LONGEST_NUMBER
            && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    if (!isWhole) {
      throw new MalformedPickleException(
          "has a safetensors header with a size or an offset that is not a whole number below"
              + " 10^18");
    }
    return Long.parseLong(text);
  }

  /** Requires that the tensors fill the file after the header, as writers of the format ensure. */
  private static void requireNoGaps(List<Stored> tensors, long size)
      throws MalformedPickleException {
    List<Stored> inOrder = new ArrayList<>(tensors);
    inOrder.sort(Comparator.comparingLong(Stored::begin).thenComparingLong(Stored::end));
    long end = 0;
    for (Stored tensor : inOrder) {
      if (tensor.begin() != end) {
        throw new MalformedPickleException(
            "tensor '%s' begins at byte %d of the data, expected byte %d, where another ends"
                .formatted(Printable.name(tensor.name()), tensor.begin(), end));
      }
      end = tensor.end();
    }
    if (end > size) {
      throw new MalformedPickleException(
          "is cut short: its tensors take %d bytes, and it has %d behind its header"
              .formatted(end, size));
    }
    if (end < size) {
      throw new MalformedPickleException(
          "has %d bytes behind its last tensor".formatted(size - end));
    }
  }
}
