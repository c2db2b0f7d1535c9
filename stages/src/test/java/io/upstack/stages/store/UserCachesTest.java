package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCachesTest {
  @TempDir private Path temporary;

  @Test
  void areWhereAUserSaysAndElseInTheHome() throws IOException {
    assertThat(inputs(Map.of("UPSTACK_CACHE", "/fast", "HOME", "/home/a"), "/home/b"))
        .isEqualTo(Path.of("/fast"));
    assertThat(inputs(Map.of("XDG_CACHE_HOME", "/caches", "HOME", "/home/a"), "/home/b"))
        .isEqualTo(Path.of("/caches/upstack/inputs"));
    assertThat(inputs(Map.of("XDG_CACHE_HOME", "caches", "HOME", "/home/a"), "/home/b"))
        .isEqualTo(Path.of("/home/a/.cache/upstack/inputs"));
    assertThat(inputs(Map.of(), "/home/b")).isEqualTo(Path.of("/home/b/.cache/upstack/inputs"));
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void areTemporaryAndOfThisUserAloneWhereThereIsNoHome() throws IOException {
    Path own = temporary.resolve("upstack-cache-" + SharedFolder.currentUser());
    assertThat(inputs(Map.of("HOME", "/"), "?")).isEqualTo(own.resolve("inputs"));
    assertThat(inputs(Map.of("HOME", ""), "/")).isEqualTo(own.resolve("inputs"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rwx------");
  }

  @Test
  void areNotWhereAnotherUserMayHavePutThem() throws IOException {
    Path own = temporary.resolve("upstack-cache-" + SharedFolder.currentUser());
    Files.createSymbolicLink(own, temporary);
    assertThatThrownBy(() -> inputs(Map.of(), "?"))
        .isInstanceOf(IOException.class)
        .hasMessage("%s is a symbolic link; a folder was expected", own);
  }

  private Path inputs(Map<String, String> environment, String home) throws IOException {
    return new UserCaches(environment, home, temporary).inputs();
  }
}
