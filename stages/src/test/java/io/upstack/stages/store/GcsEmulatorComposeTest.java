package io.upstack.stages.store;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Bucket;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The same on an emulator that is no part of this project. */
@EnabledIfEnvironmentVariable(
    named = "GCS_EMULATOR_ENDPOINT",
    matches = "https?://.+",
    disabledReason = "there is no emulator, whose URL GCS_EMULATOR_ENDPOINT would hold")
class GcsEmulatorComposeTest extends ComposeContract {
  private final String endpoint = System.getenv("GCS_EMULATOR_ENDPOINT");
  private final GcsLocation root = new GcsLocation("upstack-" + UUID.randomUUID(), "joined");

  GcsEmulatorComposeTest() throws IOException {
    api().buckets().insert("test", new Bucket().setName(root.bucket())).execute();
  }

  @Override
  GcsClient client() throws IOException {
    return BucketClients.of(endpoint);
  }

  @Override
  Storage api() {
    return BucketApi.of(endpoint);
  }

  @Override
  GcsLocation root() {
    return root;
  }
}
