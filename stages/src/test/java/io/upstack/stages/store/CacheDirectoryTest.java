package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheDirectoryTest {
  @Test
  void isWhereAUserSaysAndElseBesideWhatEvaluationsKeep() {
    assertThat(CacheDirectory.standard(Map.of("UPSTACK_CACHE", "/fast", "HOME", "/home/a")))
        .isEqualTo(Path.of("/fast"));
    assertThat(CacheDirectory.standard(Map.of("XDG_CACHE_HOME", "/caches", "HOME", "/home/a")))
        .isEqualTo(Path.of("/caches/upstack/inputs"));
    assertThat(CacheDirectory.standard(Map.of("HOME", "/home/a")))
        .isEqualTo(Path.of("/home/a/.cache/upstack/inputs"));
  }

  @Test
  void isTemporaryWhereThereIsNoHome() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "upstack-cache");
    assertThat(CacheDirectory.standard(Map.of())).isEqualTo(temporary);
    assertThat(CacheDirectory.standard(Map.of("HOME", "/"))).isEqualTo(temporary);
  }
}
