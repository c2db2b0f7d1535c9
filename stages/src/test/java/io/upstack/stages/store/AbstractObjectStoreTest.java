package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of every {@link ObjectStore}: these tests, and those that it implements. */
abstract class AbstractObjectStoreTest implements DamageContract, FaultContract, RaceContract {
  @Test
  void anObjectIsFoundListedAndReadAsItWasCreated() throws IOException {
    try (ObjectStore store = open()) {
      StoredObject created = store.create(NAME, Contents.of(3));

      assertThat(created).isEqualTo(Contents.object(NAME, 3));
      assertThat(store.find(NAME)).contains(created);
      assertThat(store.list("samples/")).containsExactly(created);
      assertThat(StoreFormat.readFully(store, NAME)).isEqualTo(Contents.bytes(3));
    }
    try (ObjectStore reopened = open()) {
      assertThat(reopened.list("")).containsExactly(Contents.object(NAME, 3));
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void anObjectMayBeEmpty() throws IOException {
    try (ObjectStore store = open()) {
      assertThat(store.create("empty", output -> {})).isEqualTo(new StoredObject("empty", 0, 0));
      assertThat(store.list("")).containsExactly(new StoredObject("empty", 0, 0));
    }
  }

  @Test
  void readingStartsAtAnyPosition() throws IOException {
    try (ObjectStore store = open()) {
      store.create(NAME, output -> output.write(new byte[] {0, 1, 2, 3, 4}));
      try (SeekableByteChannel channel = store.read(NAME)) {
        ByteBuffer two = ByteBuffer.allocate(2);
        channel.position(3).read(two);
        assertThat(two.array()).containsExactly(3, 4);
        assertThat(channel.size()).isEqualTo(5);
      }
    }
  }

  @Test
  void whatIsNotThereIsNeitherFoundNorRead() throws IOException {
    try (ObjectStore store = open()) {
      assertThat(store.find(NAME)).isEmpty();
      assertThat(store.list("samples/")).isEmpty();
      assertThatThrownBy(() -> store.read(NAME))
          .isInstanceOf(NoSuchObjectException.class)
          .hasMessage("no object '%s' in %s".formatted(NAME, store.root()));
    }
  }

  @Test
  void createLeavesWhatStands() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    try (ObjectStore store = open()) {
      store.create(NAME, Contents.of(1));
      StoredObject second =
          store.create(
              NAME,
              output -> {
                calls.incrementAndGet();
                Contents.of(2).writeTo(output);
              });

      assertThat(second).isEqualTo(Contents.object(NAME, 1));
      assertThat(calls).hasValue(0);
      assertThat(StoreFormat.readFully(store, NAME)).isEqualTo(Contents.bytes(1));
    }
  }

  @Test
  void createLeavesWhatCameToStandWhileItWrote() throws IOException {
    try (ObjectStore store = open();
        ObjectStore other = open()) {
      StoredObject created =
          store.create(
              NAME,
              output -> {
                Contents.of(1).writeTo(output);
                other.create(NAME, Contents.of(2));
              });

      assertThat(created).isEqualTo(Contents.object(NAME, 2));
      assertThat(StoreFormat.readFully(store, NAME)).isEqualTo(Contents.bytes(2));
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void replaceMakesAndReplaces() throws IOException {
    try (ObjectStore store = open()) {
      for (int version : List.of(2, 1, 1, 3)) {
        assertThat(store.replace(NAME, Contents.of(version)))
            .isEqualTo(Contents.object(NAME, version));
        assertThat(store.list("")).containsExactly(Contents.object(NAME, version));
        assertThat(StoreFormat.readFully(store, NAME)).isEqualTo(Contents.bytes(version));
      }
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void anObjectCarriesItsOrigin() throws IOException {
    String origin = "ab".repeat(32);
    try (ObjectStore store = open()) {
      StoredObject created = store.create(NAME, Contents.of(1).generatedBy(origin));
      assertThat(created.origin()).contains(origin);
      assertThat(created.hasContentOf(Contents.object(NAME, 1))).isTrue();
      assertThat(store.find(NAME)).contains(created);
    }
    try (ObjectStore reopened = open()) {
      assertThat(reopened.list("samples/"))
          .extracting(StoredObject::origin)
          .containsExactly(Optional.of(origin));
      assertThat(reopened.replace(NAME, Contents.of(2))).isEqualTo(Contents.object(NAME, 2));
      assertThat(reopened.find(NAME).flatMap(StoredObject::origin)).isEmpty();
    }
    assertThatThrownBy(() -> Contents.of(1).generatedBy("AB"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'AB' is not a lower-case hexadecimal SHA-256");
  }

  @Test
  void anObjectIsReplacedOnlyWhileItIsTheOneThatWasFound() throws IOException {
    try (ObjectStore store = open();
        ObjectStore other = open()) {
      StoredObject found = store.create(NAME, Contents.of(1));
      assertThat(
              store.replace(
                  found,
                  output -> {
                    Contents.of(3).writeTo(output);
                    other.replace(NAME, Contents.of(2));
                  }))
          .isEmpty();
      assertThat(StoreFormat.readFully(store, NAME)).isEqualTo(Contents.bytes(2));

      StoredObject now = store.find(NAME).orElseThrow();
      assertThat(store.replace(now, Contents.of(3))).contains(Contents.object(NAME, 3));
      store.delete(NAME);
      assertThat(store.replace(now, Contents.of(4))).isEmpty();
      assertThat(store.list("")).isEmpty();
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void whatIsBeingReadStaysWhole() throws IOException {
    try (ObjectStore store = open()) {
      store.create(NAME, Contents.of(2));
      try (SeekableByteChannel channel = store.read(NAME)) {
        store.replace(NAME, Contents.of(5));
        ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
        while (bytes.hasRemaining()) {
          channel.read(bytes);
        }
        assertThat(bytes.array()).isEqualTo(Contents.bytes(2));
      }
    }
  }

  @Test
  void deleteRemovesWhatIsThere() throws IOException {
    try (ObjectStore store = open()) {
      store.create(NAME, Contents.of(1));
      store.delete(NAME);
      store.delete(NAME);
      assertThat(store.list("")).isEmpty();
      assertThat(store.create(NAME, Contents.of(2))).isEqualTo(Contents.object(NAME, 2));
      assertThat(store.list("")).containsExactly(Contents.object(NAME, 2));
    }
  }

  @Test
  void aListingIsOfOnePrefixAndInOrder() throws IOException {
    try (ObjectStore store = open()) {
      for (String name :
          List.of("b/2", "b/10", "run.textproto", "a/x/1", "bb/1", "b/1", "a.txt", "a-b/1")) {
        store.create(name, Contents.of(1));
      }
      assertThat(names(store, "b/")).containsExactly("b/1", "b/10", "b/2");
      assertThat(names(store, "b/1")).containsExactly("b/1", "b/10");
      assertThat(names(store, "b")).containsExactly("b/1", "b/10", "b/2", "bb/1");
      assertThat(names(store, "a/")).containsExactly("a/x/1");
      assertThat(names(store, "c/")).isEmpty();
      assertThat(names(store, "run.textproto/")).isEmpty();
      assertThat(names(store, ""))
          .containsExactly(
              "a-b/1", "a.txt", "a/x/1", "b/1", "b/10", "b/2", "bb/1", "run.textproto");
    }
  }

  @Test
  void contentThatThrowsLeavesNothing() throws IOException {
    ObjectContent failing =
        output -> {
          output.write(Contents.bytes(4));
          output.flush();
          throw new IOException("the sampler gave up");
        };
    ObjectContent wrong =
        output -> {
          output.write(1);
          throw new IllegalStateException("no such step");
        };
    try (ObjectStore store = open()) {
      assertThatThrownBy(() -> store.create(NAME, failing))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("the sampler gave up");
      assertThatThrownBy(() -> store.create(NAME, wrong))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no such step");
      assertThat(store.list("")).isEmpty();

      store.create(NAME, Contents.of(1));
      assertThatThrownBy(() -> store.replace(NAME, failing)).hasMessage("the sampler gave up");
      assertThat(store.list("")).containsExactly(Contents.object(NAME, 1));
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void contentMayCloseItsStream() throws IOException {
    try (ObjectStore store = open()) {
      store.create(
          NAME,
          output -> {
            output.write(Contents.bytes(1));
            output.close();
          });
      assertThat(store.find(NAME)).contains(Contents.object(NAME, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/a",
        "a/",
        "a//b",
        "../a",
        "a/../b",
        ".",
        "a/.b",
        ".upstack/lock",
        "a\\b",
        "\n"
      })
  void namesThatAreNoneAreRefused(String name) throws IOException {
    try (ObjectStore store = open()) {
      assertThatThrownBy(() -> store.create(name, Contents.of(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("object name '%s' is not valid: ".formatted(name))
          .hasMessageEndingWith("; names are relative paths such as samples/00012.npz");
      assertThatThrownBy(() -> store.replace(name, Contents.of(1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.find(name)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.read(name)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.delete(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aProbeProvesThatItCanBeWrittenAndIsGone() throws IOException {
    try (ObjectStore store = open()) {
      ObjectStores.checkWritable(store);
      assertThat(store.list("")).isEmpty();
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void objectsHaveTheTimesAtWhichTheyWereWritten() throws IOException {
    try (ObjectStore store = open()) {
      store.create("attempts/a", Contents.of(1));
      store.create("attempts/b/c", Contents.of(2));
      store.create("other", Contents.of(3));
      damage("attempts/a", Damage.FLIPPED::apply);

      Map<String, Instant> times = store.times("attempts/");
      assertThat(times).containsOnlyKeys("attempts/a", "attempts/b/c");
      assertThat(times.values())
          .allSatisfy(
              time -> assertThat(time).isCloseTo(Instant.now(), within(10, ChronoUnit.MINUTES)));
      assertThat(store.times("none/")).isEmpty();
    }
  }

  @Test
  void aProbeOfAKilledProcessIsRemovedOnceNobodyCanUseIt() throws IOException {
    try (ObjectStore store = open()) {
      String left = PassingObjects.name("probe");
      String answer = PassingObjects.name("batch-size") + ".textproto";
      for (String name : List.of(left, answer, "run.textproto", "upstack/samples")) {
        store.create(name, Contents.of(1));
      }
      ObjectStores.checkWritable(store, later(PassingObjects.LEFTOVER_AFTER.minusHours(1)));
      assertThat(names(store, "")).contains(left, answer);

      ObjectStores.checkWritable(store, later(PassingObjects.LEFTOVER_AFTER.plusHours(1)));
      assertThat(names(store, "")).containsExactly("run.textproto", "upstack/samples");
    }
    assertThat(leftovers()).isEmpty();
  }

  private static Clock later(Duration time) {
    return Clock.offset(Clock.systemUTC(), time);
  }

  private static List<String> names(ObjectStore store, String prefix) throws IOException {
    return store.list(prefix).stream().map(StoredObject::name).toList();
  }
}
