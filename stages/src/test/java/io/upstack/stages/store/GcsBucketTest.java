package io.upstack.stages.store;

import io.upstack.buckets.BucketServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class GcsBucketTest extends BucketContract {
  private static final String BUCKET = "test-bucket";

  private BucketServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start(BUCKET);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Override
  String endpoint() {
    return server.endpoint();
  }

  @Override
  String bucket() {
    return BUCKET;
  }

  @Override
  void put(String path, byte[] bytes) throws IOException {
    server.put(BUCKET, path, bytes);
  }

  @Override
  void assumeWhatIsDeletedIsOfItsGeneration() {}
}
