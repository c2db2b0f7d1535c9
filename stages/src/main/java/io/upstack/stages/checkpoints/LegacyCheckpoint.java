package io.upstack.stages.checkpoints;

import io.upstack.stages.checkpoints.PickleValue.Sequence;
import io.upstack.stages.checkpoints.PickleValue.Text;
import io.upstack.stages.checkpoints.PickleValue.Whole;
import io.upstack.stages.problems.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The layout that {@code torch.save} gave a file before PyTorch 1.6 ({@code _legacy_save} of {@code
 * serialization.py}): pickles of a magic number, the protocol's version, the machine, the object,
 * and the keys of its storages, then each storage: its number of elements, and these,
 * little-endian.
 */
final class LegacyCheckpoint implements CheckpointContent {
  private static final long PROTOCOL = 1001;

  /** Some 40,000 tensors; bounds the tree that is made of it. */
  private static final int LARGEST_PICKLES = 8 << 20;

  private final FileChannel channel;
  private final Map<String, TensorLayout> tensors;
  private final Map<String, Long> positions;

  private LegacyCheckpoint(
      FileChannel channel, Map<String, TensorLayout> tensors, Map<String, Long> positions) {
    this.channel = channel;
    this.tensors = tensors;
    this.positions = positions;
  }

  static LegacyCheckpoint open(FileChannel channel) throws IOException, MalformedPickleException {
    PickleInput input = new PickleInput(start(channel));
    new PickleParser(input).parse(); // the magic number, by which the format was told
    if (!(new PickleParser(input).parse() instanceof Whole version
        && version.value() == PROTOCOL)) {
      throw new MalformedPickleException(
          "is of another version of PyTorch's old format, expected %d".formatted(PROTOCOL));
    }
    new PickleParser(input).parse(); // sizes of types on the machine, which Python does not read
    Map<String, TensorLayout> tensors = StateDictDecoder.decode(input);
    PickleValue keys = new PickleParser(input).parse();
    return new LegacyCheckpoint(
        channel, tensors, positions(channel, input.position(), keys, byStorage(tensors)));
  }

  private static byte[] start(FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate((int) Math.min(channel.size(), LARGEST_PICKLES));
    read(channel, start, 0);
    return start.array();
  }

  /** A layout of each storage, by its key. */
  private static Map<String, TensorLayout> byStorage(Map<String, TensorLayout> tensors)
      throws MalformedPickleException {
    Map<String, TensorLayout> storages = new HashMap<>();
    for (TensorLayout tensor : tensors.values()) {
      TensorLayout other = storages.putIfAbsent(tensor.storage(), tensor);
      if (other != null
          && (other.elementType() != tensor.elementType()
              || other.storageElements() != tensor.storageElements())) {
        throw new MalformedPickleException(
            "has tensors that do not agree on the type and size of storage '%s'"
                .formatted(Printable.name(tensor.storage())));
      }
    }
    return storages;
  }

  private static Map<String, Long> positions(
      FileChannel channel, long start, PickleValue keys, Map<String, TensorLayout> storages)
      throws IOException, MalformedPickleException {
    if (!(keys instanceof Sequence sequence)) {
      throw new MalformedPickleException(
          "lists its storages by a value of kind %s, expected list".formatted(keys.kind()));
    }
    Map<String, Long> positions = new LinkedHashMap<>();
    long position = start;
    for (PickleValue value : sequence.values()) {
      TensorLayout storage = value instanceof Text key ? storages.get(key.value()) : null;
      if (storage == null) {
        throw new MalformedPickleException("lists a storage that belongs to no tensor");
      }
      requireElements(channel, position, storage);
      positions.put(storage.storage(), position + Long.BYTES);
      position += Long.BYTES + storage.storageBytes();
    }
    return positions;
  }

  private static void requireElements(FileChannel channel, long position, TensorLayout storage)
      throws IOException, MalformedPickleException {
    String key = Printable.name(storage.storage());
    long end = position + Long.BYTES + storage.storageBytes();
    if (end > channel.size()) {
      throw new MalformedPickleException(
          "is cut short: storage '%s' ends at byte %d, the file at byte %d"
              .formatted(key, end, channel.size()));
    }
    ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    read(channel, count, position);
    if (count.getLong(0) != storage.storageElements()) {
      throw new MalformedPickleException(
          "storage '%s' has %d elements, expected %d"
              .formatted(key, count.getLong(0), storage.storageElements()));
    }
  }

  private static void read(FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target, position + target.position()) < 0) {
        throw new IOException("the file was cut while it was read");
      }
    }
  }

  @Override
  public Map<String, TensorLayout> layouts() {
    return tensors;
  }

  @Override
  public long storagePosition(TensorLayout layout) throws MalformedPickleException {
    Long position = positions.get(layout.storage());
    if (position == null) {
      throw new MalformedPickleException(
          "lacks the storage '%s'".formatted(Printable.name(layout.storage())));
    }
    return position;
  }

  /** The format has no checksums. */
  @Override
  public void verify(String storage) {}

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
