package io.upstack.runners;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A first try makes few samples, and still ends with a report. */
final class FewImagesRunTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aRunOfFewSamplesEndsWithAReport(int samples) throws IOException {
    Path reference = FashionStack.images(directory.resolve("reference.npz"), 0, 12);
    Path output = directory.resolve("out");

    CommandLineRun run =
        FashionStack.execute(
            "run",
            output,
            "--num-samples=" + samples,
            "--set=evaluation.reference=" + reference.toAbsolutePath());

    assertThat(run.errors()).isEmpty();
    assertThat(run.status()).isZero();
    Report report = report(output);
    assertThat(report.getNumSamples()).isEqualTo(samples);
    assertThat(report.getMetrics().hasPrecision()).isTrue();
    assertThat(report.getMetrics().hasFid()).isEqualTo(samples > 1);
    assertThat(report.getMetrics().hasRecall()).isEqualTo(samples > 3);
    assertThat(report.getSampleNeighboursCount()).isEqualTo(2 * samples);
    if (samples < 4) {
      String reason = "Recall is left out: it needs 4 or more samples, found " + samples;
      assertThat(report.getWarningsList()).contains(reason);
      assertThat(output.resolve("report/index.html")).content().contains(reason);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,3", "2,1", "3,3", "12,1", "12,2", "12,3", "4,12"})
  void anEvaluationOfFewImagesEndsWithAReport(int samples, int references) throws IOException {
    Path reference = FashionStack.images(directory.resolve("reference.npz"), 0, references);
    Path given = FashionStack.images(directory.resolve("samples.npz"), 100, 100 + samples);
    Path output = directory.resolve("out");

    CommandLineRun run =
        CommandLineRun.of(
            "evaluate",
            "--reference=" + reference,
            "--samples=" + given,
            "--extractor=" + FashionStack.EXTRACTOR,
            "--cache=" + directory.resolve("cache"),
            "--output=" + output);

    assertThat(run.errors()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.output()).noneMatch(line -> line.contains("NaN"));
    Report report = report(output);
    assertThat(report.getMetrics().hasFid()).isEqualTo(samples > 1 && references > 1);
    assertThat(report.getMetrics().hasPrecision()).isEqualTo(references > 3);
    assertThat(report.getMetrics().hasRecall()).isEqualTo(samples > 3);
    assertThat(report.getWarningsList()).containsAll(left(samples, references));
  }

  private static List<String> left(int samples, int references) {
    return references > 3
        ? List.of(
            "The interval of Recall is left out: it needs 5 or more samples, found " + samples)
        : List.of(
            "Precision is left out: it needs 4 or more reference images, found " + references);
  }

  private static Report report(Path output) throws IOException {
    Report.Builder report = Report.newBuilder();
    JsonFormat.parser().merge(Files.readString(output.resolve("report/report.json")), report);
    return report.build();
  }
}
