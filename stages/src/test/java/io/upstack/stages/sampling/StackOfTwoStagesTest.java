package io.upstack.stages.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Labels;
import io.upstack.proto.ObjectReference;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkRecord;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.base.BaseSampling;
import io.upstack.stages.devices.DeviceTurns;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.diffusion.Sampler;
import io.upstack.stages.diffusion.SamplingStage;
import io.upstack.stages.diffusion.TinyDenoisers;
import io.upstack.stages.labels.LabelAssignment;
import io.upstack.stages.programs.Program;
import io.upstack.stages.progress.ProgressListener;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardLayout.Labelled;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.shards.ShardWorker;
import io.upstack.stages.shards.StepTimeRecords;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.upsample.Upsampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Base sampling and upsampling with networks of random weights. */
class StackOfTwoStagesTest {
  private static final int BATCH_SIZE = 3;
  private static final ShardLayout BASE = ShardLayout.ofImages("base", "base", 4, Labelled.YES);
  private static final ShardLayout SAMPLES =
      ShardLayout.ofImages("upsample", "samples", 8, Labelled.YES);

  private static Program baseProgram;
  private static Program upsamplerProgram;

  @TempDir private Path folder;

  @BeforeAll
  static void load() throws IOException {
    baseProgram = TinyDenoisers.load(TinyDenoisers.guidedBase());
    upsamplerProgram = TinyDenoisers.load(TinyDenoisers.upsampler());
  }

  @AfterAll
  static void close() {
    baseProgram.close();
    upsamplerProgram.close();
  }

  @Test
  void imagesAndTheirLabelsComeOutOfBothStages() throws IOException {
    try (ObjectStore store = store("out")) {
      List<String> progress = new ArrayList<>();
      ShardResult result =
          new ShardWorker(stages(), store, (stage, samples) -> progress.add(stage + samples))
              .work(shard(1, 5, 5));
      assertThat(result.getObjectsList())
          .extracting(ObjectReference::getName)
          .containsExactly("base/00001.npz", "samples/00001.npz");
      assertThat(progress).containsExactly("base3", "base2", "upsample3", "upsample2");
      assertThat(result.getWork(0).getSteps()).isEqualTo(2 * 3);
      assertThat(result.getWork(1).getSteps()).isEqualTo(2 * 2);
      assertThat(result.getWorkList())
          .allMatch(work -> StepTimeRecords.stepTimes(work).steps() == work.getSteps());
      for (ObjectReference object : result.getObjectsList()) {
        try (NpzFile file = NpzFile.open(store.read(object.getName()), object.getName());
            ArrayReader labels = file.array("arr_1")) {
          // Balanced: samples 5 to 9 of 4 classes.
          assertThat(labels.toLongs()).containsExactly(1, 2, 3, 0, 1);
        }
      }
      assertThat(images(store, "base/00001.npz")).hasSize(5 * 4 * 4 * 3);
      assertThat(images(store, "samples/00001.npz")).hasSize(5 * 8 * 8 * 3);
    }
  }

  @Test
  void aRunThatGrowsKeepsTheBytesOfTheSamplesItHad() throws IOException {
    try (ObjectStore store = store("grown");
        ObjectStore fresh = store("fresh")) {
      ShardWorker worker = new ShardWorker(stages(), store, (stage, samples) -> {});
      worker.work(shard(0, 0, 4));
      byte[] before = images(store, "samples/00000.npz");
      ShardResult grown = worker.work(shard(0, 0, 5));
      assertThat(grown.getWorkList()).hasSize(2);
      assertThat(images(store, "samples/00000.npz")).startsWith(before).hasSize(5 * 8 * 8 * 3);

      new ShardWorker(stages(), fresh, (stage, samples) -> {}).work(shard(0, 0, 5));
      assertThat(store.find("samples/00000.npz")).isEqualTo(fresh.find("samples/00000.npz"));
      assertThat(store.find("base/00000.npz")).isEqualTo(fresh.find("base/00000.npz"));
    }
  }

  @Test
  void samplesDoNotDependOnTheShardsTheyAreCutInto() throws IOException {
    try (ObjectStore whole = store("whole");
        ObjectStore parts = store("parts")) {
      new ShardWorker(stages(), whole, (stage, samples) -> {}).work(shard(0, 0, 6));
      ShardWorker worker = new ShardWorker(stages(), parts, (stage, samples) -> {});
      worker.work(shard(1, 3, 3));
      worker.work(shard(0, 0, 3));
      byte[] samples = images(whole, "samples/00000.npz");
      int half = samples.length / 2;
      assertThat(images(parts, "samples/00000.npz")).isEqualTo(Arrays.copyOf(samples, half));
      assertThat(images(parts, "samples/00001.npz"))
          .isEqualTo(Arrays.copyOfRange(samples, half, samples.length));
    }
  }

  @Test
  void aShardOfHalvedBatchesIsMarkedAndAgreesWithinAGreyLevel() throws IOException {
    try (ObjectStore store = store("whole");
        ObjectStore halved = store("halved");
        Program limitedBase = TinyDenoisers.limited(TinyDenoisers.guidedBase(), "step", "x", 2);
        Program limitedUpsampler =
            TinyDenoisers.limited(TinyDenoisers.upsampler(), "step", "x", 1)) {
      ShardResult whole = new ShardWorker(stages(), store, ignored()).work(shard(0, 0, 5));
      ShardResult result =
          new ShardWorker(stages(limitedBase, upsamplerProgram), halved, ignored())
              .work(shard(0, 0, 5));
      assertThat(whole.getWorkList()).noneMatch(StageWork::hasOutOfMemoryHalvings);
      assertThat(result.getWork(0).getOutOfMemoryHalvings()).isEqualTo(1);
      assertThat(StepTimeRecords.stepTimes(result.getWork(0)).steps()).isEqualTo(2 * 3);
      assertThat(result.getWork(1).hasOutOfMemoryHalvings()).isFalse();
      assertAgree(images(halved, "base/00000.npz"), images(store, "base/00000.npz"));
      assertThat(
              StoreFormat.readMessage(
                      halved, "journal/base/00000.textproto", WorkRecord.newBuilder())
                  .build()
                  .getStages(0)
                  .getOutOfMemoryHalvings())
          .isEqualTo(1);

      // What it is conditioned on is the same.
      byte[] undisturbed = images(store, "samples/00000.npz");
      store.delete("samples/00000.npz");
      ShardResult upsampled =
          new ShardWorker(stages(baseProgram, limitedUpsampler), store, ignored())
              .work(shard(0, 0, 5));
      assertThat(upsampled.getWork(0).getOutOfMemoryHalvings()).isEqualTo(2);
      assertAgree(images(store, "samples/00000.npz"), undisturbed);
    }
  }

  private static ProgressListener ignored() {
    return (stage, samples) -> {};
  }

  private static void assertAgree(byte[] made, byte[] expected) {
    assertThat(made).hasSameSizeAs(expected);
    for (int i = 0; i < made.length; i++) {
      int difference = Byte.toUnsignedInt(made[i]) - Byte.toUnsignedInt(expected[i]);
      assertThat(Math.abs(difference)).as("grey levels at %d", i).isLessThanOrEqualTo(1);
    }
  }

  private static List<ShardStage> stages() {
    return stages(baseProgram, upsamplerProgram);
  }

  private static List<ShardStage> stages(Program base, Program upsampler) {
    LabelAssignment labels =
        LabelAssignment.of(Labels.getDefaultInstance(), TinyDenoisers.CLASSES, 0);
    return List.of(
        new BaseSampling(
            sampling(SamplingStage.BASE, TinyDenoisers.guidedBase(), base, BASE),
            Optional.of(labels)),
        new Upsampling(
            BASE,
            sampling(SamplingStage.UPSAMPLE, TinyDenoisers.upsampler(), upsampler, SAMPLES),
            Upsampling.Conditioning.CLASSES,
            Optional.empty()));
  }

  private static ShardSampling sampling(
      SamplingStage stage, Denoiser denoiser, Program program, ShardLayout layout) {
    return new ShardSampling(
        layout,
        new Sampler(stage, denoiser, program, 17),
        () -> BATCH_SIZE,
        DeviceTurns.unlimited());
  }

  private ObjectStore store(String name) throws IOException {
    return ObjectStores.open(folder.resolve(name).toString());
  }

  private static byte[] images(ObjectStore store, String name) throws IOException {
    try (NpzFile file = NpzFile.open(store.read(name), name);
        ArrayReader images = file.array("arr_0")) {
      return images.toBytes();
    }
  }

  private static Shard shard(int index, long first, int samples) {
    return Shard.newBuilder().setIndex(index).setFirstSample(first).setSamples(samples).build();
  }
}
