package io.upstack.stages.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.store.ObjectAssembly.Standing;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsContent;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of joining objects in a bucket. */
abstract class ComposeContract {
  @TempDir private Path directory;

  /** A client of a bucket that is this test's own. */
  abstract GcsClient client() throws IOException;

  abstract GcsLocation root();

  /** Skips a test if the server joins an object regardless of its generation. */
  abstract void assumePreconditionsHold() throws IOException;

  /** Skips a test where a source is taken of any generation. */
  abstract void assumeSourcesAreOfTheirGenerations() throws IOException;

  @Test
  void objectsAreJoinedInTheirOrderWithMetadata() throws IOException {
    GcsObject a = put("a", "one ");
    GcsObject b = put("b", "two ");
    GcsObject made = compose(List.of(a, b, a), 0).orElseThrow();
    assertThat(made.metadata()).containsExactly(Map.entry("key", "value"));
    assertThat(text(made)).isEqualTo("one two one ");
    assertThat(client().find(root().child("whole"))).contains(made);

    GcsObject twice = compose(List.of(made, made, b), made.generation()).orElseThrow();
    assertThat(text(twice)).isEqualTo("one two one one two one two ");
  }

  @Test
  void whatStandsIsKept() throws IOException {
    assumePreconditionsHold();
    GcsObject a = put("a", "one");
    GcsObject standing = put("whole", "standing");
    assertThat(compose(List.of(a), 0)).isEmpty();
    assertThat(compose(List.of(a), a.generation())).isEmpty();
    assertThat(client().find(root().child("whole"))).contains(standing);
  }

  @Test
  void aSourceThatWasReplacedIsMissed() throws IOException {
    assumeSourcesAreOfTheirGenerations();
    GcsObject before = put("a", "before");
    assertThat(client().delete(before)).isTrue();
    put("a", "after");
    assertThatThrownBy(() -> compose(List.of(before), 0))
        .hasMessageContaining("%s cannot be written: ".formatted(root().child("whole")));
    assertThat(client().find(root().child("whole"))).isEmpty();
  }

  @Test
  void noMoreThan32AreJoinedAtOnce() throws IOException {
    GcsObject a = put("a", "1");
    GcsObject made = compose(Collections.nCopies(32, a), 0).orElseThrow();
    assertThat(text(made)).isEqualTo("1".repeat(32));
    assertThatThrownBy(() -> compose(Collections.nCopies(33, a), made.generation()))
        .hasMessageContaining("cannot be replaced: ")
        .hasMessageContaining("32");
    assertThat(client().find(root().child("whole"))).contains(made);
  }

  /** 32 at once; of more it takes joints. */
  @ParameterizedTest
  @ValueSource(ints = {1, 70})
  void partsOfAnAssemblyAreJoined(int count) throws IOException {
    byte[] bytes = new byte[count * 1000];
    new Random(count).nextBytes(bytes);
    try (ObjectAssembly assembly = ObjectAssembly.open(client(), root().child("whole"))) {
      List<AssembledPart> parts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int start = i * 1000;
        parts.add(assembly.put("part-" + i, output -> output.write(bytes, start, 1000)));
      }
      assertThat(assembly.finish(parts, Standing.KEPT).size()).isEqualTo(bytes.length);
    }
    List<GcsObject> left = client().list(root(), root().prefix());
    assertThat(left).extracting(GcsObject::location).containsExactly(root().child("whole"));
    ByteBuffer whole = ByteBuffer.allocate(bytes.length);
    client().read(left.get(0), 0, whole);
    assertThat(whole.array()).isEqualTo(bytes);
  }

  final Optional<GcsObject> compose(List<GcsObject> parts, long generation) throws IOException {
    return client().compose(root().child("whole"), parts, Map.of("key", "value"), generation);
  }

  final GcsObject put(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Checksum checksum = Checksum.ofFile(file);
    GcsContent content = new GcsContent(file, checksum.size(), checksum.crc32c(), Map.of());
    return client().put(root().child(name), content, 0).orElseThrow();
  }

  private String text(GcsObject object) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) object.size());
    client().read(object, 0, bytes);
    return UTF_8.decode(bytes.flip()).toString();
  }

  final String path(String name) {
    return root().child(name).path();
  }
}
