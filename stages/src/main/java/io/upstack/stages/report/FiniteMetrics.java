package io.upstack.stages.report;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import java.util.Map;

/** Takes metrics that are not numbers out of a report, and warns of each. */
final class FiniteMetrics {
  private FiniteMetrics() {}

  static Report of(Report report) {
    Metrics.Builder metrics = report.getMetrics().toBuilder();
    Report.Builder finite = report.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> metric :
        report.getMetrics().getAllFields().entrySet()) {
      if (Double.isFinite((Double) metric.getValue())) {
        continue;
      }
      metrics.clearField(metric.getKey());
      finite.addWarnings(
          "%s came out as %s and is left out: look for features that are not finite"
              .formatted(metric.getKey().getJsonName(), metric.getValue()));
    }
    return report.hasMetrics() ? finite.setMetrics(metrics).build() : report;
  }
}
