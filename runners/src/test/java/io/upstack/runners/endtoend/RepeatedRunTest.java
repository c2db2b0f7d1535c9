package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Report;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repeats a run that has everything, or everything but the right report. */
final class RepeatedRunTest {
  private static final String REPORT = "report/report.json";

  /** The last line of the progress of a run whose pipeline only writes the report. */
  private static final String PIPELINE = "report 1/1 done";

  @TempDir private Path directory;

  private Path configuration;
  private Path output;
  private Outcome first;
  private OutputListing made;

  /** The end of a run, and the lines that it wrote on the standard error of this process. */
  private record Repeated(Outcome outcome, String lines) {}

  @BeforeEach
  void run() throws IOException {
    configuration = SmallStack.write(directory);
    output = directory.resolve("out");
    Repeated repeated = again();
    first = repeated.outcome();
    assertThat(first.status()).as(first.errors()).isZero();
    assertThat(repeated.lines()).contains(PIPELINE);
    made = OutputListing.of(output);
  }

  @Test
  void runsNoPipelineIfEverythingIsThere() throws IOException {
    Repeated repeated = again();

    assertThat(repeated.outcome()).isEqualTo(first);
    assertThat(repeated.lines()).doesNotContain(PIPELINE);
    assertThat(OutputListing.of(output).entries()).isEqualTo(made.entries());
  }

  @Tag("slow")
  @Test
  void writesAReportThatIsMissingOrIsOfAnotherVersion() throws IOException {
    for (String name :
        new String[] {"report/index.html", "report/metrics.csv", "report/terms.binpb", REPORT}) {
      Files.delete(output.resolve(name));
      assertIsWritten(name);
    }

    replaceReport(report().toBuilder().setBasis("of another format").build());
    assertIsWritten(REPORT);
    replaceReport(report().toBuilder().clearBasis().build());
    assertIsWritten(REPORT);
    Files.writeString(output.resolve(REPORT), "{");
    assertIsWritten(REPORT);
  }

  @Tag("slow")
  @Test
  void writesTheReportOfWhatHasChanged() throws IOException {
    Report before = report();

    Repeated repeated = again("--set", "evaluation.nearest_k=4");

    assertThat(repeated.lines()).contains(PIPELINE);
    assertThat(report().getConfiguration().getEvaluation().getNearestK()).isEqualTo(4);
    assertThat(report().getBasis()).isNotEqualTo(before.getBasis());

    // The units of the first settings are there, so only the report is made.
    assertIsWritten(REPORT);
    assertThat(report().getBasis()).isEqualTo(before.getBasis());

    Files.delete(output.resolve("samples/00001.npz"));
    assertThat(again().lines()).contains(PIPELINE);
    assertThat(report().getBasis())
        .as("the report says how long the sample took")
        .isNotEqualTo(before.getBasis());
    assertThat(report().getMetrics()).isEqualTo(before.getMetrics());
    assertThat(again().lines()).doesNotContain(PIPELINE);
  }

  @Test
  void computesAUnitThatIsMissing() throws IOException {
    String unit = made.under("metrics/").contents().keySet().stream().findFirst().orElseThrow();
    Files.delete(output.resolve(unit));

    assertThat(again().lines()).contains(PIPELINE);

    assertThat(OutputListing.of(output).under("metrics/").contents())
        .isEqualTo(made.under("metrics/").contents());
  }

  private void assertIsWritten(String name) throws IOException {
    Repeated repeated = again();
    assertThat(repeated.outcome()).isEqualTo(first);
    assertThat(repeated.lines()).as(name).contains(PIPELINE);
    assertThat(report().getMetrics().getFid()).isPositive();
    assertThat(OutputListing.of(output).contents().keySet()).containsAll(made.contents().keySet());
    assertThat(again().lines()).as("after " + name).doesNotContain(PIPELINE);
  }

  private Repeated again(String... options) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      Outcome outcome = InProcess.run(configuration, output, options);
      return new Repeated(outcome, said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  private Report report() throws IOException {
    Report.Builder report = Report.newBuilder();
    JsonFormat.parser().merge(Files.readString(output.resolve(REPORT)), report);
    return report.build();
  }

  private void replaceReport(Report report) throws IOException {
    try (ObjectStore store = ObjectStores.open(output.toString())) {
      StoreFormat.writeUtf8(store, REPORT, JsonFormat.printer().print(report));
    }
  }
}
