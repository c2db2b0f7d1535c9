package io.upstack.stages.measure;

import static java.util.Locale.ROOT;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.Shard;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Describes finished features for measurements. */
public final class FeatureSets {
  private FeatureSets() {}

  /**
   * Describes the features of a set of images, all of whose objects exist. Sets with the same
   * content have the same digest, wherever they are stored.
   *
   * @param location location of the store, as workers open it
   * @param extractorSha256 fingerprint of the extractor that made the features
   * @throws IOException naming the first object that is missing
   */
  public static FeatureSet of(
      ObjectStore store,
      String location,
      ShardLayout layout,
      long images,
      int shardSize,
      String extractorSha256)
      throws IOException {
    Map<String, StoredObject> objects =
        store.list(layout.directory() + "/").stream()
            .collect(Collectors.toMap(StoredObject::name, Function.identity()));
    Hasher digest = Hashing.sha256().newHasher().putString(extractorSha256, StandardCharsets.UTF_8);
    for (Shard shard : ShardPlan.of(images, shardSize)) {
      String name = layout.objectName(shard);
      StoredObject object = objects.get(name);
      if (object == null || !layout.isComplete(object, shard)) {
        throw new IOException(
            String.format(
                ROOT,
                "features '%s' in %s are missing, expected all of %d images",
                name,
                store.root(),
                images));
      }
      digest.putLong(object.size()).putInt(object.crc32c());
    }
    return FeatureSet.newBuilder()
        .setStore(location)
        .setDirectory(layout.directory())
        .setImages(images)
        .setShardSize(shardSize)
        .setDigest(digest.hash().toString())
        .build();
  }
}
