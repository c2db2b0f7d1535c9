package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract for objects that were changed behind the store's back. */
interface DamageContract extends StoreContract {
  @ParameterizedTest
  @EnumSource(Damage.class)
  default void aDamagedObjectIsNotThereAndIsMadeAgain(Damage damage) throws IOException {
    try (ObjectStore store = open()) {
      store.create(NAME, Contents.of(2));
      store.create("other", Contents.of(1));
      damage(NAME, damage::apply);

      assertThat(store.list("")).containsExactly(Contents.object("other", 1));
      assertThat(store.find(NAME)).isEmpty();
      assertThatThrownBy(() -> store.read(NAME))
          .isInstanceOf(NoSuchObjectException.class)
          .hasMessage("no object '%s' in %s".formatted(NAME, store.root()));

      assertThat(store.create(NAME, Contents.of(2))).isEqualTo(Contents.object(NAME, 2));
      assertThat(store.find(NAME)).contains(Contents.object(NAME, 2));
      assertThat(StoreFormat.readFully(store, NAME)).isEqualTo(Contents.bytes(2));
    }
    assertThat(leftovers()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  default void aDamagedObjectIsReplaced(Damage damage) throws IOException {
    try (ObjectStore store = open()) {
      store.create(NAME, Contents.of(2));
      damage(NAME, damage::apply);
      store.replace(NAME, Contents.of(3));
      assertThat(store.find(NAME)).contains(Contents.object(NAME, 3));
    }
  }
}
