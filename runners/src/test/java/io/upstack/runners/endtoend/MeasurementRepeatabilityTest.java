package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No bit of a metric, or of its interval, depends on how many units are at work at once. */
final class MeasurementRepeatabilityTest {
  @TempDir private Path directory;

  @Test
  void metricsAreTheSameWithOneSlotAndWithFour() throws Exception {
    Path reference = directory.resolve("reference.npz");
    SmallReference.shipped().writeTo(reference);
    RunConfiguration.Builder stack = SmallStack.builder(reference);
    stack.getGenerationBuilder().setNumSamples(56);
    Path configuration = SmallStack.write(directory, stack);
    Path output = directory.resolve("out");
    assertThat(InProcess.run(configuration, output).status()).isZero();
    Metrics one = metrics(output);
    OutputListing units = OutputListing.of(output).under("metrics/");
    MoreFiles.deleteRecursively(output.resolve("metrics"), RecursiveDeleteOption.ALLOW_INSECURE);

    assertThat(InProcess.run(configuration, output, "--set=execution.slots=4").status()).isZero();

    assertThat(metrics(output)).isEqualTo(one);
    assertThat(one.getIntervals().hasFid()).isTrue();
    assertThat(OutputListing.of(output).under("metrics/").contents()).isEqualTo(units.contents());
    assertThat(units.contents()).hasSizeGreaterThan(40);
  }

  private static Metrics metrics(Path output) throws IOException {
    Report.Builder report = Report.newBuilder();
    JsonFormat.parser().merge(Files.readString(output.resolve("report/report.json")), report);
    return report.getMetrics();
  }
}
