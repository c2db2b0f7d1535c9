package io.upstack.stages.measure;

import io.upstack.proto.WorkStage;
import io.upstack.stages.metrics.SampleMoments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The moments of the samples' groups, 34 MB each with 2048 features. They are kept in memory as
 * long as there is room, since many units want the same ones.
 */
final class GroupMoments {
  private final WorkStage stage;
  private final MomentArrays arrays;
  private final UnitObjects objects;
  private final Map<Integer, SoftReference<SampleMoments>> kept = new ConcurrentHashMap<>();

  GroupMoments(WorkStage stage, MomentArrays arrays, UnitObjects objects) {
    this.stage = stage;
    this.arrays = arrays;
    this.objects = objects;
  }

  /** Of all samples of these groups. */
  SampleMoments merged(List<Integer> groups) throws IOException {
    try {
      return SampleMoments.merged(() -> groups.stream().map(this::group).iterator());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private SampleMoments group(int group) {
    SoftReference<SampleMoments> reference = kept.get(group);
    SampleMoments moments = reference == null ? null : reference.get();
    if (moments == null) {
      moments = read(group);
      kept.put(group, new SoftReference<>(moments));
    }
    return moments;
  }

  private SampleMoments read(int group) {
    try {
      return objects.read(stage, group, (file, unit) -> arrays.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
