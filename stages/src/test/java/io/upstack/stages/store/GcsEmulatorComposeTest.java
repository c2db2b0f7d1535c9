package io.upstack.stages.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.ComposeRequest;
import com.google.api.services.storage.model.ComposeRequest.SourceObjects;
import com.google.api.services.storage.model.StorageObject;
import io.upstack.buckets.EmulatorBucket;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Runs the contract of joining objects on an emulator. */
@EnabledIfEnvironmentVariable(
    named = EmulatorBucket.VARIABLE,
    matches = ".+",
    disabledReason = EmulatorBucket.MISSING)
class GcsEmulatorComposeTest extends ComposeContract {
  private EmulatorBucket bucket;

  @BeforeEach
  void createBucket() throws IOException {
    bucket = EmulatorBucket.create();
  }

  @AfterEach
  void deleteBucket() {
    bucket.close();
  }

  @Override
  GcsClient client() throws IOException {
    return BucketClients.of(bucket.endpoint());
  }

  @Override
  GcsLocation root() {
    return new GcsLocation(bucket.name(), "joined");
  }

  @Override
  void assumePreconditionsHold() throws IOException {
    bucket.put("probe", new byte[] {1}, Map.of());
    assumeTrue(
        refuses(new SourceObjects().setName("probe"), 0L),
        "this emulator joins objects whatever ifGenerationMatch says");
  }

  @Override
  void assumeSourcesAreOfTheirGenerations() throws IOException {
    bucket.put("probe", new byte[] {1}, Map.of());
    assumeTrue(
        refuses(new SourceObjects().setName("probe").setGeneration(1L), null),
        "this emulator joins objects whatever their generations are");
  }

  private boolean refuses(SourceObjects source, Long ifGenerationMatch) throws IOException {
    ComposeRequest request =
        new ComposeRequest().setSourceObjects(List.of(source)).setDestination(new StorageObject());
    Storage api = EmulatorBucket.api(bucket.endpoint());
    try {
      api.objects()
          .compose(bucket.name(), "probe", request)
          .setIfGenerationMatch(ifGenerationMatch)
          .execute();
      return false;
    } catch (GoogleJsonResponseException e) {
      return true;
    }
  }
}
