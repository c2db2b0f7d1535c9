package io.upstack.stages.measure;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkStage;
import io.upstack.stages.shards.ShardLayout;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Units of one kind.
 *
 * @param layout of the object of each
 * @param count how many there are
 */
public record UnitFamily(WorkStage stage, ShardLayout layout, int count) {
  /** Name of the stage under which all of them are counted. */
  public static final String STAGE = "metrics";

  List<Shard> units() {
    return IntStream.range(0, count).mapToObj(this::unit).toList();
  }

  private Shard unit(int index) {
    return Shard.newBuilder()
        .setIndex(index)
        .setFirstSample(index)
        .setSamples(1)
        .setStage(stage)
        .build();
  }

  String objectName(int unit) {
    return layout.objectName(unit(unit));
  }
}
