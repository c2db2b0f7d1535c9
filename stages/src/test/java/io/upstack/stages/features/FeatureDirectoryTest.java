package io.upstack.stages.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.stack.StackLayouts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeatureDirectoryTest {
  private static final String EXTRACTOR = "ab".repeat(32);
  private static final FeatureWidths WIDTHS =
      new FeatureWidths(8, OptionalInt.empty(), OptionalInt.empty());

  @Test
  void featuresOfAnotherFormatAreNeverFound() {
    assertThat(
            IntStream.range(1, 100)
                .mapToObj(format -> FeatureObjects.directory(EXTRACTOR, format))
                .toList())
        .doesNotHaveDuplicates()
        .startsWith("features/abababababab", "features/abababababab-2");
  }

  @Test
  void featuresMadeInOtherCircumstancesAreNeverFoundInACache() {
    assertThat(
            List.of(
                directory("PyTorch 2.7.1", "cpu", 8, 1),
                directory("PyTorch 2.8.0", "cpu", 8, 1),
                directory("PyTorch 2.7.1", "cuda", 8, 1),
                directory("PyTorch 2.7.1", "cpu", 16, 1),
                directory("PyTorch 2.7.1", "cpu", 8, 2)))
        .doesNotHaveDuplicates();
  }

  @Test
  void featuresOfOneThreadStayWhereTheyWereBeforeThreadsCounted() {
    assertThat(StackLayouts.circumstances("PyTorch 2.7.1", "cuda:3", 8, 1))
        .isEqualTo("PyTorch 2.7.1, cuda, 8 images at once");
  }

  private static String directory(String engine, String device, int batchSize, int intraOpThreads) {
    return FeatureObjects.ofImages(
            "reference",
            EXTRACTOR,
            "cd".repeat(32),
            Optional.of(StackLayouts.circumstances(engine, device, batchSize, intraOpThreads)),
            WIDTHS)
        .directory();
  }
}
