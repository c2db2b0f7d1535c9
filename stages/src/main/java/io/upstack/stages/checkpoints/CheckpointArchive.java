package io.upstack.stages.checkpoints;

import io.upstack.stages.problems.Printable;
import io.upstack.stages.zip.MemberReader;
import io.upstack.stages.zip.ZipArchive;
import io.upstack.stages.zip.ZipMember;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The layout of the zip archives that {@code torch.save} writes since PyTorch 1.6. They have {@code
 * NAME/data.pkl}, a stored member {@code NAME/data/KEY} for each storage, and in newer versions
 * {@code NAME/byteorder}.
 */
final class CheckpointArchive implements CheckpointContent {
  private static final String PICKLE = "/data.pkl";

  /**
   * The size of a pickle of about 40,000 tensors. It limits the size of the tree that is built from
   * it.
   */
  private static final long LARGEST_PICKLE = 8L << 20;

  private final ZipArchive archive;
  private final String name;

  /** The storages that were asked for. Thousands of tensors can share one. */
  private final Map<String, Storage> storages = new HashMap<>();

  CheckpointArchive(ZipArchive archive) throws IOException {
    this.archive = archive;
    this.name = name();
    refuseOtherContent();
  }

  @Override
  public Selection.Selected select(Selection selection)
      throws IOException, MalformedPickleException {
    byte[] pickle = content(member(name + PICKLE), LARGEST_PICKLE);
    return StateDictDecoder.decode(new PickleParser(new PickleInput(pickle)), selection);
  }

  @Override
  public long storagePosition(TensorLayout layout) throws IOException, MalformedPickleException {
    Storage storage = storages.get(layout.storage());
    if (storage == null) {
      storage = storage(storageName(layout.storage()));
      storages.put(layout.storage(), storage);
    }
    long expected = layout.storageBytes();
    ZipMember member = storage.member();
    if (member.size() != expected || member.compressedSize() != expected) {
      throw new MalformedPickleException(
          "member '%s' has %d bytes, expected %d"
              .formatted(Printable.name(member.name()), member.compressedSize(), expected));
    }
    return storage.position();
  }

  private Storage storage(String name) throws IOException, MalformedPickleException {
    String printable = Printable.name(name);
    ZipMember member =
        archive
            .member(name)
            .orElseThrow(
                () -> new MalformedPickleException("lacks the member '" + printable + "'"));
    if (!member.isStored()) {
      throw new MalformedPickleException(
          "member '%s' is compressed, expected it stored as torch.save does".formatted(printable));
    }
    return new Storage(member, archive.dataOffset(member));
  }

  /** A member with the elements of tensors, and the position of the elements in the file. */
  private record Storage(ZipMember member, long position) {}

  /** Verifies a storage by its CRC-32. */
  @Override
  public void verify(String storage) throws IOException {
    try (MemberReader reader = archive.read(member(storageName(storage)))) {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
      while (reader.remaining() > 0) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), reader.remaining()));
        reader.read(buffer);
      }
    }
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }

  private String storageName(String storage) {
    return name + "/data/" + storage;
  }

  private ZipMember member(String member) throws MalformedCheckpointException {
    return archive
        .member(member)
        .orElseThrow(() -> malformed("lacks the member '%s'".formatted(Printable.name(member))));
  }

  private String name() throws MalformedCheckpointException {
    List<String> names =
        archive.members().stream()
            .map(ZipMember::name)
            .filter(
                member -> member.endsWith(PICKLE) && member.indexOf('/') == member.lastIndexOf('/'))
            .map(member -> member.substring(0, member.length() - PICKLE.length()))
            .toList();
    if (names.size() != 1) {
      throw malformed(
          "is a zip archive with %d members named NAME/data.pkl, expected one, as torch.save writes"
              .formatted(names.size()));
    }
    return names.get(0);
  }

  private void refuseOtherContent() throws IOException {
    if (archive.member(name + "/constants.pkl").isPresent()) {
      throw malformed("is a TorchScript program, expected a state dict saved by torch.save");
    }
    if (archive.member(name + "/byteorder").isEmpty()) {
      return;
    }
    byte[] order = content(member(name + "/byteorder"), 16);
    String text = new String(order, StandardCharsets.UTF_8);
    if (!text.equals("little")) {
      throw malformed(
          "has byte order '%s', expected 'little': save it again on a little-endian machine"
              .formatted(Printable.name(text)));
    }
  }

  private byte[] content(ZipMember member, long largest) throws IOException {
    if (member.size() > largest) {
      throw malformed(
          "member '%s' has %d bytes, expected at most %d"
              .formatted(Printable.name(member.name()), member.size(), largest));
    }
    try (MemberReader reader = archive.read(member)) {
      ByteBuffer content = ByteBuffer.allocate((int) member.size());
      reader.read(content);
      return content.array();
    }
  }

  private MalformedCheckpointException malformed(String problem) {
    return new MalformedCheckpointException(archive.description() + " " + problem);
  }
}
