package io.upstack.stages.store;

import io.upstack.buckets.BucketServer;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract in a bucket. */
class GcsStoreTest extends AbstractObjectStoreTest {
  private static final String BUCKET = "test-bucket";
  private static final GcsLocation ROOT = GcsLocation.parse("gs://test-bucket/runs/one");
  private static final String FAULTY = "upstack-faulty/";

  private BucketServer server;
  private int faulty;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start(BUCKET);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Override
  public ObjectStore open() throws IOException {
    return BucketStores.open(BucketClients.of(server.endpoint()), ROOT);
  }

  @Override
  public FaultyStore openFaulty(Fault fault) throws IOException {
    String userAgent = FAULTY + faulty++;
    GcsClient client =
        GcsClient.open(
            BucketClients.settings(server.endpoint()).toBuilder().setUserAgent(userAgent).build(),
            BucketClients.patience(Duration.ofMillis(40)));
    ObjectStore store = BucketStores.open(client, ROOT);
    StepFaults faults = new StepFaults(fault, userAgent);
    server.disturb(faults);
    return new FaultyStore(store, faults::reached);
  }

  @Override
  public void damage(String name, UnaryOperator<byte[]> change) throws IOException {
    String path = ROOT.child(name).path();
    byte[] changed = change.apply(server.bytes(BUCKET, path));
    server.put(BUCKET, path, changed, server.metadata(BUCKET, path));
  }

  @Override
  public List<String> leftovers() throws IOException {
    return SpooledFiles.left();
  }
}
