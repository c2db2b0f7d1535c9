package io.upstack.runners.merge;

import io.upstack.proto.Generation;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.MergeRequest;
import io.upstack.runners.commands.MergedStage;
import io.upstack.runners.commands.Work;
import io.upstack.runners.files.ExistingFile;
import io.upstack.runners.progress.ProgressDisplay;
import io.upstack.runners.progress.StageGoal;
import io.upstack.stages.merge.BucketMerge;
import io.upstack.stages.merge.FileMerge;
import io.upstack.stages.merge.FinishedStage;
import io.upstack.stages.merge.FinishedStages;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.ClosedTogether;
import io.upstack.stages.store.ObjectAssembly;
import io.upstack.stages.store.ObjectAssembly.Standing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** {@code upstack merge}: writes the shards of a run into one npz. */
public final class MergeWork implements Work<MergeRequest> {
  private static final String FIELD = "RUN";

  @Override
  public ExitStatus perform(MergeRequest request, PrintWriter output) throws Exception {
    Problems problems = new Problems();
    try (ClosedTogether opened = new ClosedTogether()) {
      Optional<FinishedStage> found =
          new FinishedStages(FIELD, problems)
              .open(request.run(), generation -> layout(request.stage(), generation));
      found.ifPresent(opened::add);
      Optional<MergeTarget> target =
          MergeTarget.check(request.target(), found, request.existing(), problems);
      problems.throwIfAny("what was given to merge");
      FinishedStage stage = found.orElseThrow();
      write(stage, target.orElseThrow(), request.existing());
      output.printf(
          "%s: %d images of %s%n", target.orElseThrow().location(), stage.images(), request.run());
    }
    return ExitStatus.DONE;
  }

  private static ShardLayout layout(MergedStage stage, Generation generation) {
    return switch (stage) {
      case BASE -> StackLayouts.base(generation);
      case SAMPLES -> StackLayouts.samples(generation);
    };
  }

  private static void write(FinishedStage stage, MergeTarget target, ExistingFile existing)
      throws IOException {
    List<StageGoal> goals = List.of(new StageGoal(FinishedStage.MERGE, 0, stage.images()));
    try (ProgressDisplay progress = ProgressDisplay.start(goals)) {
      if (target.isInBucket()) {
        try (ObjectAssembly assembly = ObjectAssembly.open(target.location())) {
          new BucketMerge(stage, progress).write(assembly, standing(existing));
        }
      } else {
        target.file().write(file -> write(new FileMerge(stage, progress), file));
      }
    }
  }

  private static void write(FileMerge merge, Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      merge.write(channel);
    }
  }

  private static Standing standing(ExistingFile existing) {
    return existing == ExistingFile.REPLACED ? Standing.REPLACED : Standing.KEPT;
  }
}
