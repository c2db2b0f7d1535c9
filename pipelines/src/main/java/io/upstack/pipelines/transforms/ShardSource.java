package io.upstack.pipelines.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.extensions.protobuf.ProtoCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * A source of shards that no stage has made yet. It splits into one source per shard. Runners hand
 * splits to any worker that is free, so that shards are pulled and a slow worker does not delay the
 * end.
 */
public final class ShardSource extends BoundedSource<ShardResult> {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // This is an immutable list of messages, which are serializable.
  private final List<Shard> shards;

  private ShardSource(List<Shard> shards) {
    this.shards = shards;
  }

  public static ShardSource of(List<Shard> shards) {
    return new ShardSource(List.copyOf(shards));
  }

  @Override
  public List<ShardSource> split(long desiredBundleSizeBytes, PipelineOptions options) {
    return shards.stream().map(shard -> of(List.of(shard))).toList();
  }

  @Override
  public long getEstimatedSizeBytes(PipelineOptions options) {
    return shards.stream().mapToLong(Shard::getSerializedSize).sum();
  }

  @Override
  public Coder<ShardResult> getOutputCoder() {
    return ProtoCoder.of(ShardResult.class);
  }

  @Override
  public BoundedReader<ShardResult> createReader(PipelineOptions options) {
    return new Reader(this);
  }

  private static final class Reader extends BoundedReader<ShardResult> {
    private final ShardSource source;
    private int position = -1;

    private Reader(ShardSource source) {
      this.source = source;
    }

    @Override
    public boolean start() throws IOException {
      return advance();
    }

    @Override
    public boolean advance() throws IOException {
      position++;
      return position < source.shards.size();
    }

    @Override
    public ShardResult getCurrent() {
      if (position < 0 || position >= source.shards.size()) {
        throw new NoSuchElementException();
      }
      return ShardResult.newBuilder().setShard(source.shards.get(position)).build();
    }

    @Override
    public BoundedSource<ShardResult> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
