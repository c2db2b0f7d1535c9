package io.upstack.stages.store;

import com.google.api.services.storage.Storage;
import io.upstack.buckets.BucketServer;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class GcsComposeTest extends ComposeContract {
  private BucketServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start("test-bucket");
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Override
  GcsClient client() throws IOException {
    return BucketClients.of(server.endpoint());
  }

  @Override
  Storage api() {
    return BucketApi.of(server.endpoint());
  }

  @Override
  GcsLocation root() {
    return GcsLocation.parse("gs://test-bucket/joined");
  }
}
