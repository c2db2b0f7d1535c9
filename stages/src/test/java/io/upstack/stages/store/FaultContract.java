package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract for a step that fails, or is the last of its process. */
interface FaultContract extends StoreContract {
  @ParameterizedTest
  @EnumSource(Fault.Kind.class)
  default void whereverCreatingFailsThereIsAWholeObjectOrNone(Fault.Kind kind) throws IOException {
    forEachFault(
        kind,
        store -> store.delete(NAME),
        store -> store.create(NAME, Contents.of(2)),
        List.of(Optional.empty(), Optional.of(Contents.object(NAME, 2))));
  }

  @ParameterizedTest
  @EnumSource(Fault.Kind.class)
  default void whereverMakingAgainFailsTheDamagedObjectStaysInvalid(Fault.Kind kind)
      throws IOException {
    forEachFault(
        kind,
        store -> {
          store.replace(NAME, Contents.of(3));
          damage(NAME, Damage.FLIPPED::apply);
        },
        store -> store.create(NAME, Contents.of(2)),
        List.of(Optional.empty(), Optional.of(Contents.object(NAME, 2))));
  }

  @ParameterizedTest
  @EnumSource(Fault.Kind.class)
  default void whereverReplacingFailsTheOldObjectOrTheNewOneStands(Fault.Kind kind)
      throws IOException {
    forEachFault(
        kind,
        store -> store.replace(NAME, Contents.of(1)),
        store -> store.replace(NAME, Contents.of(2)),
        List.of(Optional.of(Contents.object(NAME, 1)), Optional.of(Contents.object(NAME, 2))));
  }

  @ParameterizedTest
  @EnumSource(Fault.Kind.class)
  default void whereverDeletingFailsThereIsTheWholeObjectOrNone(Fault.Kind kind)
      throws IOException {
    forEachFault(
        kind,
        store -> store.replace(NAME, Contents.of(1)),
        store -> store.delete(NAME),
        List.of(Optional.empty(), Optional.of(Contents.object(NAME, 1))));
  }

  /** Something done with a store. */
  @FunctionalInterface
  interface Use {
    void of(ObjectStore store) throws IOException;
  }

  /** Lets the action fail at its first step, then at its second, until it ends undisturbed. */
  private void forEachFault(
      Fault.Kind kind, Use preparation, Use action, List<Optional<StoredObject>> allowed)
      throws IOException {
    int step = 0;
    boolean reached = true;
    while (reached) {
      step++;
      try (ObjectStore store = open()) {
        preparation.of(store);
      }
      FaultyStore faulty = openFaulty(new Fault(step, kind));
      try (ObjectStore store = faulty.store()) {
        action.of(store);
      } catch (IOException exception) {
        assertThat(faulty.reached().getAsBoolean()).isTrue();
        assertThat(exception).hasStackTraceContaining("injected");
      }
      reached = faulty.reached().getAsBoolean();
      try (ObjectStore store = open()) {
        Optional<StoredObject> found = store.find(NAME);
        assertThat(found).as("after %s at step %s", kind, step).isIn(allowed);
        assertThat(store.list("")).isEqualTo(found.stream().toList());
        if (found.isPresent()) {
          Contents.assertWhole(StoreFormat.readFully(store, NAME));
        }
        // What comes after a crash works, and the crash leaves no mark on it.
        store.delete(NAME);
        assertThat(store.create(NAME, Contents.of(5))).isEqualTo(Contents.object(NAME, 5));
      }
    }
    assertThat(step).isGreaterThan(1);
  }
}
