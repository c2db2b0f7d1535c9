package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.upstack.stages.evaluate.MetricsCalculator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NativeMemoryTest {
  private static final int IMAGES = 128;
  private static final int SIZE = 64;

  @TempDir private Path folder;

  /** A batch is 1.5 MB as bytes, and 6 MB inside the extractor: 200 of them kept would show. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void staysFlatOverManyBatches() throws IOException {
    ByteBuffer images = ByteBuffer.allocate(IMAGES * SIZE * SIZE * 3);
    try (MetricProgram program = MetricProgram.open(Device.cpu());
        FeatureExtractor extractor =
            FeatureExtractor.load(TestExtractor.write(folder), Device.cpu());
        MetricsCalculator calculator =
            new MetricsCalculator(program, MetricSettings.PUBLISHED, StoredStatistics.none())) {
      addBatches(20, extractor, images, calculator);
      long before = residentKilobytes();
      addBatches(200, extractor, images, calculator);

      assertThat(residentKilobytes() - before).isLessThan(100_000);
    }
  }

  private static void addBatches(
      int batches, FeatureExtractor extractor, ByteBuffer images, MetricsCalculator calculator) {
    for (int batch = 0; batch < batches; batch++) {
      calculator.addSamples(extractor.extract(images, IMAGES, SIZE, SIZE));
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }
}
