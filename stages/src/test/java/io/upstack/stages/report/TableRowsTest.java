package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import org.junit.jupiter.api.Test;

final class TableRowsTest {
  @Test
  void areReadyToBeCopied() {
    Report report = ReportExamples.twoStages();

    assertThat(TableRows.latex(report))
        .isEqualTo("base.pt & 22.19 & 12.16 & 3.08 & 0.213 & 0.633 \\\\");
    assertThat(TableRows.markdown(report))
        .isEqualTo(
            """
            | Run | FID ↓ | sFID ↓ | Inception Score ↑ | Precision ↑ | Recall ↑ |
            |---|---:|---:|---:|---:|---:|
            | base.pt | 22.19 | 12.16 | 3.08 | 0.213 | 0.633 |\
            """);
  }

  @Test
  void nameGivenSamplesAndEscapeTheirNames() {
    Report report =
        Report.newBuilder()
            .setSamples("gs://bucket/my_run|a/")
            .setMetrics(Metrics.newBuilder().setFid(3))
            .build();

    assertThat(TableRows.latex(report)).isEqualTo("my\\_run|a & 3.00 & – & – & – & – \\\\");
    assertThat(TableRows.markdown(report)).endsWith("\n| my_run\\|a | 3.00 | – | – | – | – |");
    assertThat(Latex.escaped("a~b^c\\{}$&#%"))
        .isEqualTo("a\\textasciitilde{}b\\textasciicircum{}c\\textbackslash{}\\{\\}\\$\\&\\#\\%");
  }
}
