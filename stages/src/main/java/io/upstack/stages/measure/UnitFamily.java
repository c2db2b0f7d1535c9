package io.upstack.stages.measure;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkStage;
import io.upstack.stages.shards.ShardLayout;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A family of units of one kind.
 *
 * @param layout layout of each unit's object
 * @param count number of units
 */
public record UnitFamily(WorkStage stage, ShardLayout layout, int count) {
  /** The name of the stage under which all units are counted. */
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
