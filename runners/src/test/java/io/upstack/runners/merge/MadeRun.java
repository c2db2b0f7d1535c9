package io.upstack.runners.merge;

import io.upstack.proto.Generation;
import io.upstack.proto.RunRecord;
import io.upstack.proto.Shard;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.plan.RunRecords;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The output of a run whose samples are made up: each follows from its index.
 *
 * @param location a directory, or a {@code gs://} path
 */
record MadeRun(String location, Generation generation, int shardSize) {
  static final int SHARD_SIZE = 4;

  /** Makes square samples with labels. */
  static MadeRun labelled(Object location, int samples, int edge) {
    Generation.Builder generation = Generation.newBuilder().setNumSamples(samples);
    generation.getBaseBuilder().getModelBuilder().setImageSize(edge).setClassCond(true);
    return new MadeRun(location.toString(), generation.build(), SHARD_SIZE);
  }

  static MadeRun unlabelled(Object location, int samples, int edge) {
    Generation.Builder generation = Generation.newBuilder().setNumSamples(samples);
    generation.getBaseBuilder().getModelBuilder().setImageSize(edge).setClassCond(false);
    return new MadeRun(location.toString(), generation.build(), SHARD_SIZE);
  }

  /** Makes a run of two stages, the second of which makes images of this size. */
  MadeRun upsampled(int edge) {
    Generation.Builder upsampled = generation.toBuilder();
    upsampled.getUpsamplerBuilder().getModelBuilder().setLargeSize(edge);
    return new MadeRun(location, upsampled.build(), shardSize);
  }

  MadeRun ofShards(int size) {
    return new MadeRun(location, generation, size);
  }

  /** Returns this run with another output. */
  MadeRun at(Object place) {
    return new MadeRun(place.toString(), generation, shardSize);
  }

  /** Writes the record and all shards, and replaces those that exist. */
  MadeRun write() throws IOException {
    try (ObjectStore store = ObjectStores.open(location)) {
      writeRecord(store);
      for (ShardLayout layout : layouts()) {
        for (Shard shard : ShardPlan.of(generation.getNumSamples(), shardSize)) {
          writeShard(store, layout, shard);
        }
      }
    }
    return this;
  }

  void writeRecord(ObjectStore store) throws IOException {
    StoreFormat.writeMessage(
        store,
        RunRecords.OBJECT,
        RunRecord.newBuilder().setGeneration(generation).setShardSize(shardSize).build());
  }

  void writeShard(ObjectStore store, ShardLayout layout, Shard shard) throws IOException {
    List<NamedArray> arrays = arrays(layout, (int) shard.getFirstSample(), shard.getSamples());
    store.replace(layout.objectName(shard), output -> NpzWriter.write(output, arrays));
  }

  private List<ShardLayout> layouts() {
    ShardLayout samples = StackLayouts.samples(generation);
    return generation.hasUpsampler()
        ? List.of(StackLayouts.base(generation), samples)
        : List.of(samples);
  }

  /** Returns the bytes of the only npz. */
  byte[] merged() throws IOException {
    return merged(StackLayouts.samples(generation));
  }

  byte[] merged(ShardLayout layout) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    NpzWriter.write(output, arrays(layout, 0, (int) generation.getNumSamples()));
    return output.toByteArray();
  }

  private static List<NamedArray> arrays(ShardLayout layout, int first, int count) {
    byte[] pixels = new byte[(int) layout.arrays().get(0).rowSize() * count];
    long[] labels = new long[count];
    for (int i = 0; i < count; i++) {
      byte[] image = new byte[pixels.length / count];
      new Random(first + i).nextBytes(image);
      System.arraycopy(image, 0, pixels, i * image.length, image.length);
      labels[i] = (first + i) * 7L % 1000;
    }
    List<NamedArray> arrays = new ArrayList<>();
    arrays.add(NamedArray.ofBytes(ShardLayout.IMAGES, layout.arrays().get(0).shape(count), pixels));
    if (layout.isLabelled()) {
      arrays.add(NamedArray.ofLongs(ShardLayout.LABELS, List.of((long) count), labels));
    }
    return arrays;
  }
}
