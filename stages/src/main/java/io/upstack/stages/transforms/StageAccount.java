package io.upstack.stages.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.StageWork;
import io.upstack.stages.diffusion.StepTimes;
import io.upstack.stages.shards.StepTimeRecords;
import java.util.List;
import java.util.Optional;

/**
 * What a stage has of a shard that is done.
 *
 * @param stage such as base
 * @param samples of the shard; 1 for a unit of a measurement
 * @param work absent if the shard's object was there already
 */
public record StageAccount(String stage, long samples, Optional<StageWork> work) {
  /** Of each stage, in order; of none if the shard was given up. */
  static List<StageAccount> of(Shard shard, List<String> stages, ShardResult result) {
    if (result.hasFailure()) {
      return List.of();
    }
    int samples = shard.hasStage() ? 1 : shard.getSamples();
    return stages.stream()
        .map(stage -> new StageAccount(stage, samples, work(stage, result)))
        .toList();
  }

  private static Optional<StageWork> work(String stage, ShardResult result) {
    return result.getWorkList().stream().filter(work -> work.getStage().equals(stage)).findFirst();
  }

  /** Of the steps that the stage took; of none if the shard's object was there already. */
  public StepTimes stepTimes() {
    return work.map(StepTimeRecords::stepTimes).orElse(StepTimes.NONE);
  }
}
