package io.upstack.stages.measure;

import io.upstack.proto.WorkStage;
import io.upstack.stages.metrics.SampleMoments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The moments of the samples' groups, 34 MB each with 2048 features. Units that need several of
 * them read them one by one, because all of them in memory would be a third of what the whole
 * measurement takes. Each is read by 13 units on average.
 */
final class GroupMoments {
  private final WorkStage stage;
  private final MomentArrays arrays;
  private final UnitObjects objects;

  GroupMoments(WorkStage stage, MomentArrays arrays, UnitObjects objects) {
    this.stage = stage;
    this.arrays = arrays;
    this.objects = objects;
  }

  /** Returns the moments of all samples of these groups. */
  SampleMoments merged(List<Integer> groups) throws IOException {
    try {
      return SampleMoments.merged(() -> groups.stream().map(this::read).iterator());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private SampleMoments read(int group) {
    try {
      return objects.readAgain(stage, group, (file, unit) -> arrays.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
