package io.upstack.stages.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.programs.TorchEngine;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnitDirectoryTest {
  @Test
  void unitsOfAnotherFormatAreNeverFound() {
    List<String> ofFormats =
        IntStream.range(1, 100).mapToObj(format -> UnitDirectory.of(format, "kid", 5, 7)).toList();

    assertThat(ofFormats).doesNotHaveDuplicates();
    assertThat(ofFormats.get(0)).isEqualTo(UnitDirectory.of("kid", 5, 7));
  }

  @Test
  void unitsOfOtherFactsAreNeverFound() {
    assertThat(
            List.of(
                UnitDirectory.of("kid", 5, 7),
                UnitDirectory.of("kid", 7, 5),
                UnitDirectory.of("kid", 57),
                UnitDirectory.of("kid", "5", "7", ""),
                UnitDirectory.of("frechet", 5, 7)))
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(name).matches("metrics/[a-z]+-[0-9a-f]{12}"));
  }

  /** A digest does not name the engine: runs that are finished keep their units. */
  @Test
  void theFormatIsThatOfThisEngine() {
    assertThat(TorchEngine.description())
        .as("Another engine may round units differently. Raise FORMAT, and name the engine here.")
        .isEqualTo("PyTorch 2.7.1");
  }
}
