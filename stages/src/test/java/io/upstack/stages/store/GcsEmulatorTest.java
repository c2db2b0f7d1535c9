package io.upstack.stages.store;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The contract on an emulator that is no part of this project. */
@EnabledIfEnvironmentVariable(
    named = "GCS_EMULATOR_ENDPOINT",
    matches = "https?://.+",
    disabledReason = "there is no emulator, whose URL GCS_EMULATOR_ENDPOINT would hold")
class GcsEmulatorTest extends AbstractObjectStoreTest {
  private final String endpoint = System.getenv("GCS_EMULATOR_ENDPOINT");
  private final Storage storage =
      StorageOptions.newBuilder()
          .setHost(endpoint)
          .setProjectId("test")
          .setCredentials(NoCredentials.getInstance())
          .build()
          .getService();
  private final GcsLocation root = new GcsLocation("upstack-" + UUID.randomUUID(), "runs/one");

  GcsEmulatorTest() {
    storage.create(BucketInfo.of(root.bucket()));
  }

  @Override
  public ObjectStore open() throws IOException {
    return BucketStores.open(BucketClients.of(endpoint), root);
  }

  @Override
  public FaultyStore openFaulty(Fault fault) {
    return Assumptions.abort("an emulator fails at nothing on demand");
  }

  @Override
  public void damage(String name, UnaryOperator<byte[]> change) {
    Blob blob = storage.get(BlobId.of(root.bucket(), root.child(name).path()));
    storage.create(
        BlobInfo.newBuilder(blob.getBlobId().getBucket(), blob.getName())
            .setMetadata(blob.getMetadata())
            .build(),
        change.apply(blob.getContent()));
  }

  @Override
  public List<String> leftovers() throws IOException {
    return SpooledFiles.left();
  }
}
