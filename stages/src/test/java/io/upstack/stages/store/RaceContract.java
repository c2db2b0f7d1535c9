package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The contract of a store that many read and write at once. */
interface RaceContract extends StoreContract {
  @Test
  default void ofWritersThatRaceWithOneContentEachIsToldOfIt() throws Exception {
    for (int round = 0; round < 5; round++) {
      String name = "samples/%05d.npz".formatted(round);
      assertThat(Race.of(16, writer -> createdBy(name, 3)))
          .hasSize(16)
          .containsOnly(Contents.object(name, 3));
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  default void ofWritersThatRaceWithDifferentContentsOneStandsAndAllAreToldOfIt() throws Exception {
    for (int round = 0; round < 5; round++) {
      String name = "samples/%05d.npz".formatted(round);
      assertOneStands(name, Race.of(16, writer -> createdBy(name, writer + 1)));
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  default void ofWritersThatRaceToMakeADamagedObjectAgainOneStandsAndAllAreToldOfIt()
      throws Exception {
    for (int round = 0; round < 5; round++) {
      String name = "samples/%05d.npz".formatted(round);
      createdBy(name, 20);
      damage(name, Damage.FLIPPED::apply);
      assertOneStands(name, Race.of(16, writer -> createdBy(name, writer + 1)));
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  default void ofReplacementsThatRaceOneStandsWhole() throws Exception {
    Race.of(
        8,
        writer -> {
          try (ObjectStore store = open()) {
            return store.replace(NAME, Contents.of(writer + 1));
          }
        });
    try (ObjectStore store = open()) {
      byte[] bytes = StoreFormat.readFully(store, NAME);
      Contents.assertWhole(bytes);
      assertThat(store.list("")).containsExactly(Contents.object(NAME, bytes[0]));
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  default void whoReadsWhileOthersWriteSeesWholeObjectsOnly() throws Exception {
    AtomicBoolean writing = new AtomicBoolean(true);
    createdBy("replaced", 1);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (ObjectStore store = open()) {
      Future<Integer> reader = executor.submit(() -> readWhile(writing));
      for (int version = 1; version <= 40; version++) {
        store.replace("replaced", Contents.of(version % 7 + 1));
        store.create("created/%05d.npz".formatted(version), Contents.of(version));
      }
      writing.set(false);
      assertThat(reader.get()).isPositive();
    } finally {
      writing.set(false);
      executor.shutdown();
    }
  }

  private int readWhile(AtomicBoolean writing) throws IOException {
    int looks = 0;
    try (ObjectStore store = open()) {
      while (writing.get()) {
        List<StoredObject> objects = store.list("");
        assertThat(objects).extracting(StoredObject::name).contains("replaced");
        for (StoredObject object : objects) {
          byte[] bytes = StoreFormat.readFully(store, object.name());
          Contents.assertWhole(bytes);
          assertThat(object.size() % Contents.bytes(1).length).isZero();
        }
        looks++;
      }
    }
    return looks;
  }

  private StoredObject createdBy(String name, int version) throws IOException {
    try (ObjectStore store = open()) {
      return store.create(name, Contents.of(version));
    }
  }

  private void assertOneStands(String name, List<StoredObject> told) throws IOException {
    try (ObjectStore store = open()) {
      byte[] bytes = StoreFormat.readFully(store, name);
      Contents.assertWhole(bytes);
      assertThat(told).containsOnly(Contents.object(name, bytes[0]));
      assertThat(store.find(name)).contains(Contents.object(name, bytes[0]));
    }
  }
}
