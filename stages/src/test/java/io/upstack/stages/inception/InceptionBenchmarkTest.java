package io.upstack.stages.inception;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InceptionBenchmarkTest {
  @Test
  @Tag("slow")
  void isAtLeastAsFastAsAScriptedModule() throws IOException {
    InceptionBenchmark benchmark = InceptionBenchmark.run(FormulaInception::parameters, 8, 3);

    assertThat(benchmark.imagesPerSecond()).isPositive();
    assertThat(benchmark.ratio()).isGreaterThan(1);
  }
}
