package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeftOutTest {
  @Test
  void findsTheReasonOfEachMetricAmongOtherWarnings() {
    List<String> warnings =
        List.of(
            "sFID rests on a singular covariance",
            LeftOut.metric("fidInfinity", "groups of 32 are too small"),
            LeftOut.interval("fid", "there are 5 samples"));

    assertThat(warnings.get(1)).isEqualTo("FD-infinity is left out: groups of 32 are too small");
    assertThat(warnings.get(2)).isEqualTo("The interval of FID is left out: there are 5 samples");
    assertThat(LeftOut.reason(ReportedMetric.FID_INFINITY, warnings))
        .hasValue("groups of 32 are too small");
    assertThat(LeftOut.intervalReason(ReportedMetric.FID, warnings))
        .hasValue("there are 5 samples");
    assertThat(LeftOut.reason(ReportedMetric.FID, warnings)).isEmpty();
    assertThat(warnings.stream().map(LeftOut::isOne)).containsExactly(false, true, true);
    assertThat(LeftOut.intervalReason(ReportedMetric.SFID, warnings)).isEmpty();
  }

  @Test
  void refusesWhatIsNoMetric() {
    assertThatThrownBy(() -> LeftOut.metric("FID", "of a reason"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no metric is called 'FID': expected one of [fid, sfid, inceptionScore, precision,"
                + " recall, kid, density, coverage, fidInfinity]");
  }
}
