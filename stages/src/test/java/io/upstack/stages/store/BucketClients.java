package io.upstack.stages.store;

import io.upstack.proto.CloudStorage;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsPatience;
import java.io.IOException;
import java.time.Duration;

/** Clients of test servers, with little patience. */
final class BucketClients {
  private BucketClients() {}

  static CloudStorage settings(String endpoint) {
    return CloudStorage.newBuilder()
        .setEndpoint(endpoint)
        .setAnonymous(true)
        .setUserAgent("upstack/test")
        .build();
  }

  /**
   * @param deadline after which no request is tried again
   */
  static GcsPatience patience(Duration deadline) {
    return patience(deadline, Duration.ofSeconds(20));
  }

  /**
   * @param readTimeout of each attempt
   */
  static GcsPatience patience(Duration deadline, Duration readTimeout) {
    return new GcsPatience(
        Duration.ofMillis(1), Duration.ofMillis(20), deadline, Duration.ofSeconds(2), readTimeout);
  }

  static GcsClient of(String endpoint) throws IOException {
    return GcsClient.open(settings(endpoint), patience(Duration.ofSeconds(10)));
  }
}
