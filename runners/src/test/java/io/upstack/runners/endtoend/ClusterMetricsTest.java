package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Watches a running job from outside: by Flink's REST, by Prometheus and by the client. */
@Tag("slow")
@Timeout(1200)
final class ClusterMetricsTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Pattern BASE_ROW =
      Pattern.compile(
          "\n"
              + "  base +([1-9][0-9]*)/1000 +([0-9]+)/8000 samples +([0-9.]+) +([0-9.]+), [0-9.]+"
              + " +0 +0\n");
  private static final Pattern SERVER =
      Pattern.compile("PrometheusReporter HTTP server on port ([0-9]+)");

  private static final String[] VERTICES = {
    "labels -> base -> upsample -> features",
    "reference -> reference features",
    "features complete",
    "features complete -> statistics",
    "statistics -> statistics complete",
    "statistics complete -> metrics",
    "metrics -> metrics complete",
    "metrics complete -> report",
    "end"
  };

  @TempDir private Path directory;
  private Path output;

  @Test
  void aJobIsSeenWhileItRuns() throws Exception {
    // The run has more samples than are made while the test looks. The test then cancels the job.
    Path configuration = configuration(8000);
    try (ClusterProcesses cluster =
        ClusterProcesses.start(
            directory,
            2,
            "-Dmetrics.reporters=prometheus",
            "-Dmetrics.reporter.prometheus.factory.class="
                + "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
            "-Dmetrics.reporter.prometheus.port=" + freePorts(3),
            "-Dmetrics.fetcher.update-interval=1000")) {
      String job = cluster.runDetached(configuration, output);

      assertSeenByRest(new RestEndpoint(cluster.master()), "/jobs/" + job);
      assertSeenByPrometheus(cluster);
      assertSeenByTheClient(cluster, job);
      assertThat(cluster.ask("cancel", job)).isEqualTo(job + " is CANCELED\n");
      assertThat(cluster.ask("status", job))
          .startsWith(job + " upstack run " + output + "\nCANCELED, started ")
          .containsPattern("\n  reference +1/1 +48/48 samples +")
          .doesNotContain("end in", "ends in");
      assertThat(cluster.stop().status()).isZero();
    }
  }

  @Test
  void whatADeadProcessHadCountedIsCountedAgain() throws Exception {
    Path configuration = configuration(40 * 8);
    try (ClusterProcesses cluster = ClusterProcesses.start(directory, 2)) {
      RestEndpoint rest = new RestEndpoint(cluster.master());
      String job = cluster.runDetached(configuration, output);
      await()
          .atMost(LONGEST_WAIT)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> counted(rest, job, "features.shards") >= 4);

      cluster.kill("taskmanager-1");

      await()
          .atMost(LONGEST_WAIT)
          .until(() -> rest.json("/jobs/" + job).at("/state").asText().equals("FINISHED"));
      for (String stage : List.of("base", "upsample", "features")) {
        assertThat(counted(rest, job, stage + ".shards")).as(stage).isEqualTo(40);
        assertThat(counted(rest, job, stage + ".samples")).as(stage).isEqualTo(320);
      }
      assertThat(cluster.ask("status", job))
          .containsPattern("\n  base +40/40 +320/320 samples ")
          .containsPattern("\n  upsample +40/40 +320/320 samples ")
          .containsPattern("\n  features +40/40 +320/320 samples ")
          .containsPattern("\n  metrics +- +([0-9]+)/\\1 units ")
          .containsPattern("\n  report +- +1/1 units ");
      assertThat(output.resolve("report/report.json")).exists();
      assertThat(cluster.stop().status()).isZero();
    }
  }

  /** Returns the value of an accumulator; 0 before there is one. */
  private static int counted(RestEndpoint rest, String job, String name) throws Exception {
    for (JsonNode counted :
        rest.json("/jobs/" + job + "/accumulators").at("/user-task-accumulators")) {
      if (counted.at("/name").asText().equals(name)) {
        return counted.at("/value").asInt();
      }
    }
    return 0;
  }

  private static void assertSeenByRest(RestEndpoint rest, String job) throws Exception {
    await().atMost(LONGEST_WAIT).until(() -> rest.json(job).at("/vertices/0").has("id"));
    Map<String, String> vertices = new LinkedHashMap<>();
    rest.json(job)
        .at("/vertices")
        .forEach(one -> vertices.put(one.at("/name").asText(), one.at("/id").asText()));
    assertThat(vertices.keySet()).containsExactlyInAnyOrder(VERTICES);
    String vertex = vertices.get(VERTICES[0]);
    String metrics = job + "/vertices/" + vertex + "/subtasks/metrics";
    awaitSamples(rest, metrics, 1);
    double some = samples(rest, metrics);
    awaitSamples(rest, metrics, some + 1);
    assertThat(rest.json(job).at("/state").asText()).isEqualTo("RUNNING");
  }

  private static void awaitSamples(RestEndpoint rest, String metrics, double samples) {
    await()
        .atMost(LONGEST_WAIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> samples(rest, metrics) >= samples);
  }

  /** Returns the sum over all subtasks that run. */
  private static double samples(RestEndpoint rest, String metrics) throws Exception {
    return rest.json(metrics + "?get=features.samples&agg=sum").at("/0/sum").asDouble();
  }

  private static void assertSeenByPrometheus(ClusterProcesses cluster) throws Exception {
    List<String> lines = new ArrayList<>();
    for (String process : List.of("taskmanager-1", "taskmanager-2")) {
      Matcher server = SERVER.matcher(cluster.log(process));
      assertThat(server.find()).as(process).isTrue();
      new RestEndpoint("localhost:" + server.group(1))
          .text("/metrics")
          .lines()
          .filter(line -> line.contains("operator_name=\"base\""))
          .forEach(lines::add);
    }
    assertThat(String.join("\n", lines))
        .containsPattern("flink_taskmanager_job_task_operator_samples\\{[^}]*} [1-9]")
        .containsPattern("flink_taskmanager_job_task_operator_shards\\{[^}]*} [1-9]")
        .containsPattern("flink_taskmanager_job_task_operator_retries\\{[^}]*} 0")
        .containsPattern("flink_taskmanager_job_task_operator_outOfMemoryHalvings\\{[^}]*} 0")
        .containsPattern("flink_taskmanager_job_task_operator_imagesPerSecond\\{[^}]*} [0-9.]+")
        .containsPattern(
            "flink_taskmanager_job_task_operator_stepMicroseconds\\{[^}]*quantile=\"0.95\",}"
                + " [1-9]")
        .contains("task_name=\"labels____base____upsample____features\"");
  }

  private static void assertSeenByTheClient(ClusterProcesses cluster, String job) {
    String status =
        await()
            .atMost(LONGEST_WAIT)
            .until(() -> cluster.ask("status", job), BASE_ROW.asPredicate()::test);
    Matcher row = BASE_ROW.matcher(status);
    assertThat(row.find()).isTrue();
    assertThat(Long.parseLong(row.group(2))).isEqualTo(8 * Long.parseLong(row.group(1)));
    assertThat(Double.parseDouble(row.group(3))).isPositive();
    assertThat(status).contains("\nRUNNING, started ").contains("\nthe samples end in about ");
  }

  private Path configuration(int samples) throws IOException {
    output = directory.resolve("out");
    Path reference = SmallReference.shipped().writeTo(directory.resolve("reference.npz"));
    RunConfiguration.Builder stack = SmallStack.builder(reference);
    stack.getGenerationBuilder().setNumSamples(samples);
    stack.getExecutionBuilder().setShardSize(8);
    return SmallStack.write(directory, stack);
  }

  /** Returns ports for the processes of a cluster. Each takes the first that no other has. */
  private static String freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    List<String> ports = new ArrayList<>();
    for (ServerSocket socket : held) {
      ports.add(String.valueOf(socket.getLocalPort()));
      socket.close();
    }
    return String.join(",", ports);
  }
}
