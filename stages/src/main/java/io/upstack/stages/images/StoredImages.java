package io.upstack.stages.images;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.upstack.proto.Shard;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Optional;

/** The images that a stage left in the store, in the order of their shards. */
public final class StoredImages implements ImageSet {
  private static final int BUFFER_BYTES = 1 << 18;

  private final ObjectStore store;
  private final ShardLayout layout;
  private final List<Shard> shards;
  private final ImageSize size;
  private final Optional<int[]> labels;

  /**
   * @param layout the layout of the objects
   * @param labels the labels of all images, if they have any
   */
  public StoredImages(
      ObjectStore store,
      ShardLayout layout,
      List<Shard> shards,
      ImageSize size,
      Optional<int[]> labels) {
    this.store = store;
    this.layout = layout;
    this.shards = List.copyOf(shards);
    this.size = size;
    this.labels = labels.map(int[]::clone);
  }

  @Override
  public String location() {
    return "%s/%s".formatted(store.root(), layout.directory());
  }

  @Override
  public long images() {
    return shards.stream().mapToLong(Shard::getSamples).sum();
  }

  @Override
  public ImageSize size() {
    return size;
  }

  @Override
  public Optional<int[]> labels() {
    return labels.map(int[]::clone);
  }

  /** Returns this set, because objects of a store do not change. */
  @Override
  public ImageSet pinned() {
    return this;
  }

  @Override
  public void requireUnchanged(long first, long count) {}

  @Override
  public String sha256() throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    for (Shard shard : shards) {
      try (SeekableByteChannel channel = store.read(layout.objectName(shard))) {
        while (channel.read(buffer.clear()) >= 0) {
          hasher.putBytes(buffer.flip());
        }
      }
    }
    return hasher.hash().toString();
  }

  @Override
  public ImageReader open(long first) {
    return new JoinedReader(location(), size, shards.stream().map(this::part).toList(), first);
  }

  private ImagePart part(Shard shard) {
    return new ImagePart(
        shard.getSamples(),
        first -> {
          String name = layout.objectName(shard);
          return NpzReader.openAt(first, store.read(name), name);
        });
  }
}
