package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a job from outside while it runs: by Flink's REST, Prometheus and the client. */
@Tag("slow")
@Timeout(900)
final class ClusterMetricsTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(4);
  private static final Pattern JOB = Pattern.compile("job: ([0-9a-f]{32})");
  private static final Pattern BASE_ROW =
      Pattern.compile(
          "\n  base +([0-9]+)/1000 +([0-9]+)/8000 +([0-9.]+) +([0-9]+), [0-9]+ +0 +0\n");
  private static final Pattern SERVER =
      Pattern.compile("PrometheusReporter HTTP server on port ([0-9]+)");
  private static final Pattern REFERENCE =
      Pattern.compile("([0-9a-f]{32}) FINISHED .* upstack reference ");

  /** More than are made while the test looks; the job is cancelled. */
  private static final int SAMPLES = 8000;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aJobIsSeenWhileItRuns() throws Exception {
    Path configuration = configuration();
    Path output = directory.resolve("out");
    try (ClusterProcesses cluster =
        ClusterProcesses.start(
            directory,
            2,
            "-Dmetrics.reporters=prometheus",
            "-Dmetrics.reporter.prometheus.factory.class="
                + "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
            "-Dmetrics.reporter.prometheus.port=" + freePorts(3),
            "-Dmetrics.fetcher.update-interval=1000")) {
      String job;
      try (UpstackProcess client = run(cluster, configuration, output, "--detach")) {
        Outcome outcome = client.finish();
        assertThat(outcome.status()).as(outcome.errors()).isZero();
        Matcher printed = JOB.matcher(outcome.output());
        assertThat(printed.find()).as(outcome.output()).isTrue();
        job = printed.group(1);
      }
      String rest = "http://" + cluster.master() + "/jobs/" + job;

      await().atMost(LONGEST_WAIT).until(() -> !json(rest).at("/vertices/0/id").asText().isEmpty());
      JsonNode vertex = json(rest).at("/vertices/0");
      assertThat(vertex.at("/name").asText())
          .isEqualTo("shards -> base+upsample+features -> given up");
      String metrics = rest + "/vertices/" + vertex.at("/id").asText() + "/subtasks/metrics";
      awaitSamples(metrics, 1);
      double some = samples(metrics);
      awaitSamples(metrics, some + 1);
      double more = samples(metrics);
      assertThat(more).as("samples of a job that runs").isBetween(some + 1, SAMPLES - 1.0);
      assertThat(json(rest).at("/state").asText()).isEqualTo("RUNNING");
      assertSeenByPrometheus(cluster);
      assertSeenByTheClient(cluster, job);

      assertThat(client(cluster, "cancel", job).output()).isEqualTo(job + " is CANCELED\n");
      assertThat(client(cluster, "status", job).output())
          .startsWith(job + " upstack samples " + output + "\nCANCELED, started ")
          .doesNotContain("ends in");
      assertTheReferencesJobIsSeen(cluster);
      assertThat(cluster.stop().status()).isZero();
    }
  }

  private void assertSeenByTheClient(ClusterProcesses cluster, String job) throws Exception {
    Outcome status = client(cluster, "status", job);
    Matcher row = BASE_ROW.matcher(status.output());
    assertThat(row.find()).as(status.output()).isTrue();
    long shards = Long.parseLong(row.group(1));
    assertThat(shards).isBetween(1L, 999L);
    assertThat(Long.parseLong(row.group(2))).isEqualTo(8 * shards);
    assertThat(Double.parseDouble(row.group(3))).isPositive();
    assertThat(status.output()).contains("\nRUNNING, started ").contains("\nends in about ");
  }

  private void assertSeenByPrometheus(ClusterProcesses cluster) throws Exception {
    List<String> lines = new ArrayList<>();
    for (String process : List.of("taskmanager-1", "taskmanager-2")) {
      Matcher server = SERVER.matcher(cluster.log(process));
      assertThat(server.find()).as(process).isTrue();
      text("http://localhost:" + server.group(1) + "/metrics")
          .lines()
          .filter(line -> line.contains("operator_name=\"base\""))
          .forEach(lines::add);
    }
    String seen = String.join("\n", lines);
    assertThat(seen)
        .containsPattern("flink_taskmanager_job_task_operator_samples\\{[^}]*} [1-9]")
        .containsPattern("flink_taskmanager_job_task_operator_shards\\{[^}]*} [1-9]")
        .containsPattern("flink_taskmanager_job_task_operator_retries\\{[^}]*} 0")
        .containsPattern("flink_taskmanager_job_task_operator_outOfMemoryHalvings\\{[^}]*} 0")
        .containsPattern("flink_taskmanager_job_task_operator_imagesPerSecond\\{[^}]*} [0-9.]+")
        .containsPattern(
            "flink_taskmanager_job_task_operator_stepMilliseconds\\{[^}]*quantile=\"0.95\",}"
                + " [1-9]")
        .contains("task_name=\"shards____base_upsample_features____given_up\"");
  }

  private void awaitSamples(String metrics, double samples) {
    await()
        .atMost(LONGEST_WAIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> samples(metrics) >= samples);
  }

  /** Of all subtasks that run. */
  private double samples(String metrics) throws Exception {
    return json(metrics + "?get=features.samples&agg=sum").at("/0/sum").asDouble();
  }

  private Path configuration() throws IOException {
    Path reference = SmallReference.shipped().writeTo(directory.resolve("reference.npz"));
    RunConfiguration.Builder stack = SmallStack.builder(reference);
    stack.getGenerationBuilder().setNumSamples(SAMPLES);
    stack.getExecutionBuilder().setShardSize(8);
    return SmallStack.write(directory, stack);
  }

  /** Of a job that has ended all is told still. */
  private void assertTheReferencesJobIsSeen(ClusterProcesses cluster) throws Exception {
    Matcher reference = REFERENCE.matcher(client(cluster, "status").output());
    assertThat(reference.find()).isTrue();
    assertThat(client(cluster, "status", reference.group(1)).output())
        .contains("\nFINISHED, started ")
        .containsPattern("\n  reference +1/1 +48/48 +")
        .doesNotContain("ends in");
  }

  private Outcome client(ClusterProcesses cluster, String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--flink-master=" + cluster.master());
    try (UpstackProcess client =
        UpstackProcess.start(directory, arguments.toArray(String[]::new))) {
      return client.finish();
    }
  }

  private UpstackProcess run(
      ClusterProcesses cluster, Path configuration, Path output, String... options)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("run");
    arguments.add(configuration.toString());
    arguments.add("--output=" + Files.createDirectories(output));
    arguments.add("--runner=flink");
    arguments.add("--flink-master=" + cluster.master());
    arguments.addAll(List.of(options));
    return UpstackProcess.start(directory, arguments.toArray(String[]::new));
  }

  /** For the processes of a cluster, each of which takes the first that no other has. */
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

  private JsonNode json(String address) throws Exception {
    return JSON.readTree(text(address));
  }

  private String text(String address) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(30)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }
}
