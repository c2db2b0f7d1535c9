package io.upstack.runners.remote;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.runtime.rest.messages.job.metrics.JobManagerMetricsHeaders;
import org.apache.flink.runtime.rest.messages.job.metrics.JobManagerMetricsMessageParameters;
import org.apache.flink.runtime.rest.messages.job.metrics.Metric;
import org.apache.flink.runtime.rest.messages.job.metrics.MetricCollectionResponseBody;

/**
 * The Java heap of a JobManager, in bytes.
 *
 * @param used the heap in use at the JobManager's last measurement, some seconds ago
 * @param limit the size to which the heap may grow
 */
public record JobManagerHeap(long used, long limit) {
  private static final String USED = "Status.JVM.Memory.Heap.Used";
  private static final String LIMIT = "Status.JVM.Memory.Heap.Max";

  /**
   * Asks the cluster's REST endpoint. The values are zero before the JobManager's first
   * measurement.
   */
  public static JobManagerHeap of(FlinkSession session) throws IOException {
    JobManagerMetricsMessageParameters parameters =
        JobManagerMetricsHeaders.getInstance().getUnresolvedMessageParameters();
    parameters.metricsFilterParameter.resolve(List.of(USED, LIMIT));
    MetricCollectionResponseBody answer =
        session.ask(
            JobManagerMetricsHeaders.getInstance(), parameters, "tell of the JobManager's memory");
    Map<String, String> values =
        answer.getMetrics().stream().collect(Collectors.toMap(Metric::getId, Metric::getValue));
    return new JobManagerHeap(bytes(values, USED), bytes(values, LIMIT));
  }

  private static long bytes(Map<String, String> values, String metric) {
    return Long.parseLong(values.getOrDefault(metric, "0"));
  }
}
