package io.upstack.runners.merge;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.ArrayContent;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFrame;
import io.upstack.stages.checksums.CyclicRedundancy;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.CRC32;

/** Makes a large run whose images are black, so that its shards take no room on the disk. */
final class SparseRun {
  private static final ArrayContent UNASKED =
      output -> {
        throw new IllegalStateException("zeros are not written");
      };

  private SparseRun() {}

  /** The label of an image is its index. */
  static void write(Path run, int samples, int edge, int shardSize) throws IOException {
    MadeRun made = MadeRun.labelled(run, samples, edge).ofShards(shardSize);
    ShardLayout layout = StackLayouts.samples(made.generation());
    try (ObjectStore store = ObjectStores.open(run.toString())) {
      made.writeRecord(store);
    }
    Files.createDirectories(run.resolve(layout.directory()));
    for (Shard shard : ShardPlan.of(samples, shardSize)) {
      write(run.resolve(layout.objectName(shard)), layout.arrays().get(0), shard);
    }
  }

  private static void write(Path file, ArrayLayout images, Shard shard) throws IOException {
    int count = shard.getSamples();
    long[] indices =
        LongStream.range(shard.getFirstSample(), shard.getFirstSample() + count).toArray();
    NpzFrame frame =
        NpzFrame.of(
            new NamedArray(images.name(), images.type(), images.shape(count), UNASKED),
            crc32OfZeros(Math.toIntExact(images.rowSize()), count),
            List.of(NamedArray.ofLongs(ShardLayout.LABELS, List.of((long) count), indices)));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      frame.writeBefore(Channels.newOutputStream(channel));
      channel.position(channel.position() + images.rowSize() * count);
      frame.writeAfter(Channels.newOutputStream(channel));
    }
  }

  private static int crc32OfZeros(int size, int times) {
    CRC32 once = new CRC32();
    once.update(new byte[size]);
    int all = 0;
    for (int i = 0; i < times; i++) {
      all = CyclicRedundancy.CRC32.combine(all, (int) once.getValue(), size);
    }
    return all;
  }
}
