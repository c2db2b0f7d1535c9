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
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ObjectContent;
import io.upstack.stages.store.ObjectStore;
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
 * Cuts base samples that were given into the objects that a base stage would have left. What is
 * there is left as it is.
 */
final class BaseShards {
  private final PreparedRun run;
  private final ShardLayout layout;

  BaseShards(PreparedRun run) {
    this.run = run;
    this.layout = run.layout(WorkStage.BASE);
  }

  /** One pass over the file, the images of a shard in memory at a time. */
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
          write(shard, images.readRows(shard.getSamples()), labels);
        }
      }
    }
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
    put(layout.objectName(shard), output -> NpzWriter.write(output, arrays));
  }

  /** An object that is there and not complete is of fewer samples, from before the run grew. */
  private void put(String name, ObjectContent plain) throws IOException {
    ObjectContent content = run.origin().mark(plain);
    ObjectStore store = run.store();
    Optional<StoredObject> standing = store.find(name);
    if (standing.isPresent()) {
      store.replace(standing.get(), content);
    } else {
      store.create(name, content);
    }
  }
}
