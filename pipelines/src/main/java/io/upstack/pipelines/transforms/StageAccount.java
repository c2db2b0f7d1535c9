package io.upstack.pipelines.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.StageWork;
import io.upstack.stages.diffusion.StepTimes;
import io.upstack.stages.shards.StepTimeRecords;
import java.util.List;
import java.util.Optional;

/**
 * What a stage did for a shard that is done.
 *
 * @param stage the stage's name, such as base
 * @param samples the samples of the shard; 1 for a unit of a measurement
 * @param work absent if the shard's object existed already
 */
public record StageAccount(String stage, long samples, Optional<StageWork> work) {
  /** Returns the account of each stage, in order. The list is empty if the shard was given up. */
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

  /**
   * Returns the times of the steps that the stage took. There are none if the shard's object
   * existed already.
   */
  public StepTimes stepTimes() {
    return work.map(StepTimeRecords::stepTimes).orElse(StepTimes.NONE);
  }
}
