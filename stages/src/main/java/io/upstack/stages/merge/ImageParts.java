package io.upstack.stages.merge;

import static java.util.Locale.ROOT;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.upstack.stages.progress.ProgressListener;
import io.upstack.stages.store.AssembledPart;
import io.upstack.stages.store.ObjectAssembly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes parts of an npz of images, or finds those that exist. Safe for use by many threads. */
record ImageParts(ObjectAssembly assembly, ShardCopy copy, ProgressListener progress) {
  ImagePart of(List<FinishedShard> shards) throws IOException {
    String name = name(shards);
    List<long[]> labels = new ArrayList<>();
    Optional<AssembledPart> found = assembly.find(name);
    if (found.isPresent()) {
      for (FinishedShard shard : shards) {
        labels.add(copy.labels(shard));
        tell(shard);
      }
      return new ImagePart(found.get(), labels);
    }
    AssembledPart made =
        assembly.put(
            name,
            output -> {
              labels.clear();
              for (FinishedShard shard : shards) {
                labels.add(copy.write(shard, output));
                tell(shard);
              }
            });
    return new ImagePart(made, labels);
  }

  private void tell(FinishedShard shard) {
    progress.samplesDone(FinishedStage.MERGE, shard.shard().getSamples());
  }

  /** Returns a name that is the same for the same objects of shards, and for no others. */
  private static String name(List<FinishedShard> shards) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (FinishedShard shard : shards) {
      hasher.putString(shard.object().name(), StandardCharsets.UTF_8);
      hasher.putLong(shard.object().size()).putInt(shard.object().crc32c());
    }
    return String.format(
        ROOT,
        "images-%05d-%s",
        shards.get(0).shard().getIndex(),
        hasher.hash().toString().substring(0, 16));
  }
}
