package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Report;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReportWriterTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();

  @Test
  void writesThreeObjectsAndTheMessageLast() throws IOException {
    ReportWriter.write(store, ReportExamples.twoStages(), ReportImages.none());

    assertThat(store.names())
        .containsExactly("report/index.html", "report/metrics.csv", "report/report.json");
  }

  @Test
  void jsonReadsBackAsTheReportReturned() throws IOException {
    Report written = ReportWriter.write(store, ReportExamples.twoStages(), ReportImages.none());

    Report.Builder read = Report.newBuilder();
    JsonFormat.parser().merge(store.text("report/report.json"), read);
    assertThat(read.build()).isEqualTo(written);
    assertThat(store.text("report/report.json")).endsWith("}\n");
  }
}
