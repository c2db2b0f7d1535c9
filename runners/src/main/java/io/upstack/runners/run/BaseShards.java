package io.upstack.runners.run;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkStage;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.FinishedShards;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardObjects;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts given base samples into the objects that a base stage would have left. Existing complete
 * objects are left as they are.
 */
final class BaseShards {
  private final PreparedRun run;
  private final ShardLayout layout;
  private final ShardObjects objects;

  BaseShards(PreparedRun run) {
    this.run = run;
    this.layout = run.layout(WorkStage.BASE);
    this.objects = new ShardObjects(run.store(), Optional.of(run.origin()));
  }

  /**
   * Makes the objects in one pass over the file, with the images of only one shard in memory at a
   * time.
   *
   * @param file the file whose content the run's record names
   * @throws io.upstack.stages.store.ChangedInputException if its content has changed since then
   */
  void cutFrom(InputFile file) throws IOException {
    List<Shard> shards = run.shards();
    Set<Shard> done = new HashSet<>(FinishedShards.of(shards, layout, run.store(), run.origin()));
    if (done.containsAll(shards)) {
      return;
    }
    Optional<long[]> labels =
        layout.isLabelled() ? Optional.of(new BaseLabels(file).read()) : Optional.empty();
    try (NpzFile npz = NpzFile.open(file.open(), file.location());
        ArrayReader images = npz.array(ShardLayout.IMAGES)) {
      for (Shard shard : shards) {
        if (done.contains(shard)) {
          images.skipRows(shard.getSamples());
        } else {
          ByteBuffer pixels = images.readRows(shard.getSamples());
          // The open file may have been changed in place.
          file.requireUnchanged();
          write(shard, pixels, labels);
        }
      }
    }
    objects.checkRecord(shards.get(shards.size() - 1));
  }

  private void write(Shard shard, ByteBuffer images, Optional<long[]> labels) throws IOException {
    byte[] pixels = new byte[images.remaining()];
    images.get(pixels);
    List<NamedArray> arrays = new ArrayList<>();
    ArrayLayout ofImages = layout.arrays().get(0);
    arrays.add(NamedArray.ofBytes(ofImages.name(), ofImages.shape(shard.getSamples()), pixels));
    int first = Math.toIntExact(shard.getFirstSample());
    int end = first + shard.getSamples();
    labels.ifPresent(
        all ->
            arrays.add(
                NamedArray.ofLongs(
                    ShardLayout.LABELS,
                    List.of((long) shard.getSamples()),
                    Arrays.copyOfRange(all, first, end))));
    objects.checkRecord(shard);
    Optional<StoredObject> standing = run.store().find(layout.objectName(shard));
    if (standing.isPresent()) {
      objects.check(standing.get(), layout, shard);
    }
    objects.put(layout, shard, standing, output -> NpzWriter.write(output, arrays));
  }
}
