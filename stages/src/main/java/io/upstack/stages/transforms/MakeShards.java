package io.upstack.stages.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.extensions.protobuf.ProtoCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Takes shards through the stages of a work order. It skips what exists, loads models once per
 * process, counts the work, and names what fails.
 *
 * <pre>{@code
 * pipeline
 *     .apply(Read.from(ShardSource.of(shards)))
 *     .apply(MakeShards.of(order));
 * }</pre>
 */
public final class MakeShards extends PTransform<PCollection<Shard>, PCollection<ShardResult>> {
  private static final long serialVersionUID = 1L;

  private final WorkOrder order;

  @SuppressWarnings("serial") // This is an immutable list of serializable objects.
  private final List<ShardMeters> meters;

  private MakeShards(WorkOrder order, List<ShardMeters> meters) {
    this.order = order;
    this.meters = List.copyOf(meters);
  }

  public static MakeShards of(WorkOrder order) {
    return new MakeShards(order, List.of(new BeamMeters()));
  }

  /** Returns the same transform with additional meters. */
  public MakeShards countedBy(ShardMeters further) {
    return new MakeShards(order, Stream.concat(meters.stream(), Stream.of(further)).toList());
  }

  @Override
  public PCollection<ShardResult> expand(PCollection<Shard> shards) {
    Coder<ShardResult> coder = ProtoCoder.of(ShardResult.class);
    return shards.apply("make", ParDo.of(new MakeShard(order, meters))).setCoder(coder);
  }
}
