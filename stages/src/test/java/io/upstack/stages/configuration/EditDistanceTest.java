package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EditDistanceTest {
  @Test
  void countsInsertedRemovedReplacedAndSwappedCharacters() {
    assertThat(EditDistance.between("", "")).isZero();
    assertThat(EditDistance.between("seed", "seed")).isZero();
    assertThat(EditDistance.between("", "seed")).isEqualTo(4);
    assertThat(EditDistance.between("slot", "slots")).isEqualTo(1);
    assertThat(EditDistance.between("bass", "base")).isEqualTo(1);
    assertThat(EditDistance.between("sede", "seed")).isEqualTo(1);
    assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
  }
}
