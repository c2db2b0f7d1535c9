package io.upstack.stages.store;

import io.upstack.buckets.EmulatorBucket;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The store's contract on an emulator. */
@EnabledIfEnvironmentVariable(
    named = EmulatorBucket.VARIABLE,
    matches = ".+",
    disabledReason = EmulatorBucket.MISSING)
class GcsEmulatorTest extends AbstractObjectStoreTest {
  private EmulatorBucket bucket;
  private GcsLocation root;

  @BeforeEach
  void createBucket() throws IOException {
    bucket = EmulatorBucket.create();
    root = new GcsLocation(bucket.name(), "runs/one");
  }

  @AfterEach
  void deleteBucket() {
    bucket.close();
  }

  @Override
  public ObjectStore open() throws IOException {
    return BucketStores.open(BucketClients.of(bucket.endpoint()), root);
  }

  @Override
  public FaultyStore openFaulty(Fault fault) {
    return Assumptions.abort("an emulator fails at nothing on demand");
  }

  @Override
  public void damage(String name, UnaryOperator<byte[]> change) throws IOException {
    String path = root.child(name).path();
    bucket.put(path, change.apply(bucket.bytes(path)), ours(bucket.metadata(path)));
  }

  /** Emulators add keys of their own, by which they would know the change. */
  private static Map<String, String> ours(Map<String, String> metadata) {
    return metadata.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("upstack-"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public List<String> leftovers() throws IOException {
    return SpooledFiles.left();
  }
}
