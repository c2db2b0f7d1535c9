package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;

/** Stores of buckets on machines that keep no copies. */
final class BucketStores {
  private BucketStores() {}

  static GcsStore open(GcsClient client, GcsLocation root) throws IOException {
    return GcsStore.open(
        client,
        root,
        () -> {
          throw new IllegalStateException("no cache is expected to be used");
        });
  }
}
