package io.upstack.stages.merge;

import io.upstack.proto.Generation;
import io.upstack.proto.RunRecord;
import io.upstack.proto.Shard;
import io.upstack.stages.plan.RunOutput;
import io.upstack.stages.plan.RunRecords;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ClosedTogether;
import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the results of a stage in the output of a run, and reports what is missing. */
public final class FinishedStages {
  private final String field;
  private final Problems problems;

  /**
   * @param field name of the run in problems
   */
  public FinishedStages(String field, Problems problems) {
    this.field = field;
    this.problems = problems;
  }

  /**
   * Opens the shards of the samples that the run's record asks for, with one or two listings.
   * Problems are added to the collection.
   *
   * @param location location of the run's output: a directory, or a {@code gs://} path
   * @param stage returns the layout of the stage whose objects are wanted
   * @return the shards, if all exist and are complete
   */
  public Optional<FinishedStage> open(String location, Function<Generation, ShardLayout> stage) {
    try {
      Optional<InputDirectory> directory = InputDirectory.find(location);
      if (directory.isEmpty()) {
        problems.add(field, "there is no directory '%s'".formatted(location));
      } else if (!directory.get().has(RunRecords.OBJECT)) {
        problems.add(
            field,
            "'%s' has no %s: the output of a run was expected, and what made it is recorded there"
                .formatted(location, RunRecords.OBJECT));
      } else {
        return find(ObjectStores.open(location), stage, directory.get());
      }
    } catch (IOException | IllegalArgumentException e) {
      problems.add(field, e.getMessage());
    }
    return Optional.empty();
  }

  private Optional<FinishedStage> find(
      ObjectStore store, Function<Generation, ShardLayout> stage, InputDirectory directory)
      throws IOException {
    try (ClosedTogether opened = new ClosedTogether()) {
      opened.add(store);
      if (store.find(RunRecords.OBJECT).isEmpty()) {
        problems.add(
            field,
            "%s in '%s' is damaged: its checksum is not the one recorded; put the record back (%s is a copy of it)"
                .formatted(RunRecords.OBJECT, store.root(), RunOutput.COPY));
        return Optional.empty();
      }
      RunRecord record =
          StoreFormat.readMessage(store, RunRecords.OBJECT, RunRecord.newBuilder()).build();
      ShardLayout layout = stage.apply(record.getGeneration());
      List<Shard> shards =
          ShardPlan.of(record.getGeneration().getNumSamples(), record.getShardSize());
      ShardFindings findings =
          ShardFindings.of(shards, layout, store, directory, RunRecords.origin(record));
      findings.addProblems(field, problems);
      Optional<FinishedStage> found =
          findings.finished().map(whole -> new FinishedStage(store, layout, whole));
      if (found.isPresent()) {
        opened.release();
      }
      return found;
    }
  }
}
