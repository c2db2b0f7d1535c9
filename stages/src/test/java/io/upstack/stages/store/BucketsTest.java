package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.CloudStorage;
import io.upstack.stages.store.gcs.GcsClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reaches buckets from a worker that outlives its jobs. */
class BucketsTest {
  private static final Instant NOON = Instant.parse("2020-01-01T12:00:00Z");

  @TempDir private Path directory;
  private CachedModels models;
  private CloudStorage settings;

  @BeforeEach
  void start() throws IOException {
    models = CachedModels.start(directory);
    settings =
        BucketClients.settings(models.server().endpoint()).toBuilder()
            .setCacheDirectory(directory.toString())
            .setCacheBytes(1000)
            .build();
    models.put("a.pt", 1, 600);
    models.put("b.pt", 2, 600);
  }

  @AfterEach
  void stop() {
    Buckets.begin(CloudStorage.getDefaultInstance());
    models.close();
  }

  @Test
  void whatAJobUsedMakesRoomWhenItsLastPartHasLeft() throws IOException {
    Buckets.Use one = Buckets.join(settings);
    Path used = InputFile.of("gs://models/a.pt").localPath();
    Buckets.Use two = Buckets.join(settings);
    GcsClient client = Buckets.current().client();

    one.close();
    one.close();
    assertThat(Buckets.current().client()).isSameAs(client);
    assertThatThrownBy(() -> models.kept("b.pt", 1000, NOON))
        .isInstanceOf(CacheFullException.class);

    two.close();
    assertThat(models.kept("b.pt", 1000, NOON)).exists();
    assertThat(used).doesNotExist();
    assertThat(Buckets.current().client()).isNotSameAs(client);
  }

  @Test
  void aJobWithOtherSettingsTakesNothingFromTheOneBefore() throws IOException {
    Buckets.Use before = Buckets.join(settings);
    Path used = InputFile.of("gs://models/a.pt").localPath();
    try (Buckets.Use other = Buckets.join(settings.toBuilder().setProject("other").build())) {
      assertThat(other).isNotNull();
      assertThatThrownBy(() -> models.kept("b.pt", 1000, NOON))
          .isInstanceOf(CacheFullException.class);
      assertThat(used).exists();
      before.close();
      assertThat(models.kept("b.pt", 1000, NOON)).exists();
    }
  }

  @Test
  void aCommandKeepsWhatItUsesAfterItsPartsHaveLeft() throws IOException {
    Buckets.begin(settings);
    Path used = InputFile.of("gs://models/a.pt").localPath();
    Buckets.join(settings).close();
    assertThatThrownBy(() -> models.kept("b.pt", 1000, NOON))
        .isInstanceOf(CacheFullException.class);
    assertThat(used).exists();
    Buckets.begin(settings);
    assertThat(models.kept("b.pt", 1000, NOON)).exists();
  }

  @Test
  void aJobThatComesLaterMaySeeAnotherGeneration() throws IOException {
    try (Buckets.Use first = Buckets.join(settings)) {
      assertThat(first).isNotNull();
      InputFile.of("gs://models/a.pt").localPath();
    }
    byte[] bytes = models.put("a.pt", 3, 600);
    try (Buckets.Use second = Buckets.join(settings)) {
      assertThat(second).isNotNull();
      assertThat(InputFile.of("gs://models/a.pt").localPath()).hasBinaryContent(bytes);
    }
  }
}
