package io.upstack.stages.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GcsContentTest {
  private static final GcsLocation PLACE = GcsLocation.parse("gs://bucket/a");

  private final GcsContent content = new GcsContent(Path.of("a"), 3, 7, Map.of("key", "value"));

  @Test
  void isOfAnObjectThatHasAllOfItWhateverTheServerAdded() {
    assertThat(content.isOf(object(3, 7, Map.of("key", "value")))).isTrue();
    assertThat(content.isOf(object(3, 7, Map.of("key", "value", "added", "x")))).isTrue();
    assertThat(content.isOf(object(3, 7, Map.of("key", "other")))).isFalse();
    assertThat(content.isOf(object(3, 7, Map.of()))).isFalse();
    assertThat(content.isOf(object(4, 7, Map.of("key", "value")))).isFalse();
    assertThat(content.isOf(object(3, 8, Map.of("key", "value")))).isFalse();
  }

  private static GcsObject object(long size, int crc32c, Map<String, String> metadata) {
    return new GcsObject(PLACE, 1, size, crc32c, metadata, Instant.EPOCH);
  }
}
