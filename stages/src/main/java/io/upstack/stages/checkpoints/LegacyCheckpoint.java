package io.upstack.stages.checkpoints;

import io.upstack.stages.checkpoints.PickleValue.External;
import io.upstack.stages.checkpoints.PickleValue.Sequence;
import io.upstack.stages.checkpoints.PickleValue.Text;
import io.upstack.stages.checkpoints.PickleValue.Whole;
import io.upstack.stages.checkpoints.TensorDecoder.Storage;
import io.upstack.stages.problems.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layout of the files that {@code torch.save} wrote before PyTorch 1.6 ({@code _legacy_save} of
 * {@code serialization.py}). It has pickles of a magic number, the protocol's version, the machine,
 * the object, and the keys of its storages. Then it has each storage, which is its number of
 * elements followed by the elements in little-endian order.
 */
final class LegacyCheckpoint implements CheckpointContent {
  private static final long PROTOCOL = 1001;

  /**
   * The size of the pickles of about 40,000 tensors. It limits the size of the tree that is built
   * from them.
   */
  private static final int LARGEST_PICKLES = 8 << 20;

  private final FileChannel channel;
  private Map<String, Long> positions = Map.of();

  LegacyCheckpoint(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public Selection.Selected select(Selection selection)
      throws IOException, MalformedPickleException {
    PickleInput input = new PickleInput(start(channel));
    new PickleParser(input).parse(); // the magic number that identified the format
    if (!(new PickleParser(input).parse() instanceof Whole version
        && version.value() == PROTOCOL)) {
      throw new MalformedPickleException(
          "is of another version of PyTorch's old format, expected %d".formatted(PROTOCOL));
    }
    new PickleParser(input).parse(); // sizes of types on the machine, which Python ignores
    PickleParser object = new PickleParser(input);
    Selection.Selected selected = StateDictDecoder.decode(object, selection);
    Map<String, Storage> storages = byKey(object.externals());
    requireAgreement(selected.tensors(), storages);
    PickleValue keys = new PickleParser(input).parse();
    positions = positions(channel, input.position(), keys, storages);
    return selected;
  }

  private static byte[] start(FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate((int) Math.min(channel.size(), LARGEST_PICKLES));
    read(channel, start, 0);
    return start.array();
  }

  /**
   * Returns all storages by key, including those of tensors that were not selected, because the
   * file holds these too.
   */
  private static Map<String, Storage> byKey(List<External> externals) {
    Map<String, Storage> storages = new HashMap<>();
    for (External external : externals) {
      try {
        Storage storage = TensorDecoder.storage(external);
        storages.putIfAbsent(storage.key(), storage);
      } catch (MalformedPickleException exception) {
        // This storage belongs to no tensor that is read, because those have been checked.
      }
    }
    return storages;
  }

  private static void requireAgreement(
      Map<String, TensorLayout> tensors, Map<String, Storage> storages)
      throws MalformedPickleException {
    for (TensorLayout tensor : tensors.values()) {
      Storage storage = storages.get(tensor.storage());
      if (storage.elementType() != tensor.elementType()
          || storage.elements() != tensor.storageElements()) {
        throw new MalformedPickleException(
            "has tensors that do not agree on the type and size of storage '%s'"
                .formatted(Printable.name(tensor.storage())));
      }
    }
  }

  private static Map<String, Long> positions(
      FileChannel channel, long start, PickleValue keys, Map<String, Storage> storages)
      throws IOException, MalformedPickleException {
    if (!(keys instanceof Sequence sequence)) {
      throw new MalformedPickleException(
          "lists its storages by a value of kind %s, expected list".formatted(keys.kind()));
    }
    Map<String, Long> positions = new LinkedHashMap<>();
    long position = start;
    for (PickleValue value : sequence.values()) {
      Storage storage = value instanceof Text key ? storages.get(key.value()) : null;
      if (storage == null) {
        throw new MalformedPickleException("lists a storage that belongs to no tensor");
      }
      requireElements(channel, position, storage);
      positions.put(storage.key(), position + Long.BYTES);
      position += Long.BYTES + storage.bytes();
    }
    return positions;
  }

  private static void requireElements(FileChannel channel, long position, Storage storage)
      throws IOException, MalformedPickleException {
    String key = Printable.name(storage.key());
    if (storage.elements() < 0 || storage.elements() > channel.size()) {
      throw new MalformedPickleException(
          "is cut short, or damaged: storage '%s' is said to have %d elements"
              .formatted(key, storage.elements()));
    }
    long end = position + Long.BYTES + storage.bytes();
    if (end > channel.size()) {
      throw new MalformedPickleException(
          "is cut short: storage '%s' ends at byte %d, the file at byte %d"
              .formatted(key, end, channel.size()));
    }
    ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    read(channel, count, position);
    if (count.getLong(0) != storage.elements()) {
      throw new MalformedPickleException(
          "storage '%s' has %d elements, expected %d"
              .formatted(key, count.getLong(0), storage.elements()));
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
  public long storagePosition(TensorLayout layout) throws MalformedPickleException {
    Long position = positions.get(layout.storage());
    if (position == null) {
      throw new MalformedPickleException(
          "lacks the storage '%s'".formatted(Printable.name(layout.storage())));
    }
    return position;
  }

  /** Does nothing, because the format has no checksums. */
  @Override
  public void verify(String storage) {}

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
