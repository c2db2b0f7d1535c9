package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.ComposeRequest;
import com.google.api.services.storage.model.ComposeRequest.SourceObjects;
import com.google.api.services.storage.model.ComposeRequest.SourceObjects.ObjectPreconditions;
import com.google.api.services.storage.model.StorageObject;
import io.upstack.buckets.BucketServer;
import io.upstack.buckets.EmulatorBucket;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
  GcsLocation root() {
    return GcsLocation.parse("gs://test-bucket/joined");
  }

  @Override
  void assumePreconditionsHold() {}

  @Override
  void assumeSourcesAreOfTheirGenerations() {}

  @Test
  void theServerCountsWhatAnObjectIsJoinedOf() throws IOException {
    GcsObject a = put("a", "one");
    GcsObject made = compose(List.of(a, a, a), 0).orElseThrow();
    assertThat(compose(List.of(made, made, a), made.generation())).isPresent();
    assertThat(componentsOf("whole")).isEqualTo(7);
    assertThat(componentsOf("a")).isNull();
  }

  private Integer componentsOf(String name) throws IOException {
    return api().objects().get(root().bucket(), path(name)).execute().getComponentCount();
  }

  @Test
  void theServerHoldsASourceToItsGeneration() throws IOException {
    GcsObject a = put("a", "one");
    SourceObjects source =
        new SourceObjects()
            .setName(path("a"))
            .setObjectPreconditions(
                new ObjectPreconditions().setIfGenerationMatch(a.generation() + 1));
    assertThatThrownBy(() -> compose(source)).hasMessageContaining("412");
    source.getObjectPreconditions().setIfGenerationMatch(a.generation());
    assertThat(compose(source).getComponentCount()).isEqualTo(1);
  }

  private StorageObject compose(SourceObjects source) throws IOException {
    List<SourceObjects> sources = new ArrayList<>(List.of(source));
    ComposeRequest request =
        new ComposeRequest().setSourceObjects(sources).setDestination(new StorageObject());
    return api().objects().compose(root().bucket(), path("whole"), request).execute();
  }

  private Storage api() {
    return EmulatorBucket.api(server.endpoint());
  }
}
