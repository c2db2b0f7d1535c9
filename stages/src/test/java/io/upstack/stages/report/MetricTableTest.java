package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Metrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricTableTest {
  @Test
  void linesUpValuesAndIntervals() {
    assertThat(MetricTable.lines(FullReportExample.metrics(), List.of()))
        .containsExactly(
            "                    value   95% interval",
            "FID                  3.94   3.901 to 3.984",
            "sFID                 6.14   6.091 to 6.190",
            "Inception Score    215.84   213.62 to 218.05",
            "Precision           0.827   0.8232 to 0.8298",
            "Recall              0.531   0.519 to 0.543",
            "KID               0.00031   -0.00002 to 0.00065",
            "Density             1.072   1.061 to 1.083",
            "Coverage            0.941   0.935 to 0.947",
            "FD-infinity          3.41   3.36 to 3.47");
  }

  @Test
  void saysWhyThereIsNone() {
    Metrics.Builder metrics = Metrics.newBuilder().setFid(1).setRecall(0.5);
    metrics.getIntervalsBuilder().setConfidence(0.9);

    assertThat(
            MetricTable.lines(
                metrics.build(),
                List.of(
                    LeftOut.metric("kid", "60 samples are too few"),
                    LeftOut.interval("fid", "60 samples are too few"))))
        .startsWith(
            "                  value   90% interval",
            "FID                1.00   60 samples are too few",
            "sFID                  -   not measured")
        .contains(
            "Recall            0.500   -", //
            "KID                   -   60 samples are too few");
  }
}
