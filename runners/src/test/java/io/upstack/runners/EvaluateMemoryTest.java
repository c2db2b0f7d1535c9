package io.upstack.runners;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Evaluates as many samples as published tables use, within the launcher's limit of the heap. */
@Tag("slow")
@Timeout(value = 10, unit = MINUTES)
final class EvaluateMemoryTest {
  private static final int SAMPLES = 50_000;
  private static final int EDGE = 32;

  @TempDir private Path directory;

  @Test
  void fiftyThousandSamplesAreMeasuredInTwoGigabytes() throws Exception {
    evaluate(Path.of("../configs/fashion32/reference.npz"), FashionStack.EXTRACTOR);
  }

  /** Holds a bound outside the heap too, with as many features as Inception has. */
  @Test
  void featuresOfInceptionTakeLessThanFourGigabytesInAll() throws Exception {
    Path reference = FashionStack.images(directory.resolve("reference.npz"), 0, 5000);
    Path extractor = WideFeatures.write(directory.resolve("wide.pt"));

    long peak = evaluate(reference, extractor);

    assertThat(peak).isBetween(1L << 30, 4L << 30);
  }

  /** Returns the most memory that the process had, in bytes. */
  private long evaluate(Path reference, Path extractor) throws Exception {
    Path samples =
        FashionStack.write(
            directory.resolve("samples.npz"),
            new NamedArray(
                "arr_0",
                ElementType.UINT8,
                List.of((long) SAMPLES, (long) EDGE, (long) EDGE, 3L),
                EvaluateMemoryTest::writePixels));
    MeasuredProcess evaluation =
        MeasuredProcess.run(
            directory,
            "-Xmx2g",
            "evaluate",
            "--reference=" + reference,
            "--samples=" + samples,
            "--extractor=" + extractor,
            "--cache=" + directory.resolve("cache"));
    assertThat(evaluation.output())
        .extracting(line -> line.replaceAll(": -?[0-9.E-]+$", ""))
        .containsExactly("Inception Score", "FID", "sFID", "Precision", "Recall");
    return evaluation.peak();
  }

  /** Writes gray noise that gets brighter from image to image and is the same each time. */
  private static void writePixels(OutputStream output) throws IOException {
    Random random = new Random(1);
    byte[] image = new byte[EDGE * EDGE * 3];
    for (int sample = 0; sample < SAMPLES; sample++) {
      random.nextBytes(image);
      for (int i = 0; i < image.length; i++) {
        image[i] = (byte) ((image[i] & 0x7F) + 128L * sample / SAMPLES);
      }
      output.write(image);
    }
  }
}
