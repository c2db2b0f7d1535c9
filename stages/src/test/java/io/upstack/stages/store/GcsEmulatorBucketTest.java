package io.upstack.stages.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import io.upstack.buckets.EmulatorBucket;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Runs the bucket's tests on an emulator. */
@EnabledIfEnvironmentVariable(
    named = EmulatorBucket.VARIABLE,
    matches = ".+",
    disabledReason = EmulatorBucket.MISSING)
class GcsEmulatorBucketTest extends BucketContract {
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
  String endpoint() {
    return bucket.endpoint();
  }

  @Override
  String bucket() {
    return bucket.name();
  }

  @Override
  void put(String path, byte[] bytes) throws IOException {
    bucket.put(path, bytes, Map.of());
  }

  @Override
  void assumeWhatIsDeletedIsOfItsGeneration() throws IOException {
    put("probe", new byte[] {1});
    assumeTrue(
        refusesToDelete("probe", 1),
        "this emulator deletes objects whatever ifGenerationMatch says");
  }

  private boolean refusesToDelete(String path, long generation) throws IOException {
    try {
      EmulatorBucket.api(bucket.endpoint())
          .objects()
          .delete(bucket.name(), path)
          .setIfGenerationMatch(generation)
          .execute();
      return false;
    } catch (GoogleJsonResponseException e) {
      return true;
    }
  }
}
