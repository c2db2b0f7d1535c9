package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Flink cluster that {@code upstack cluster start} started. Closing it ends all its processes.
 */
final class ClusterProcesses implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("--flink-master=(localhost:[0-9]+)");

  private static final Pattern JOB = Pattern.compile("job: ([0-9a-f]{32})");

  private static final Pattern CANCELLING = Pattern.compile("\"CANCELLING\":([0-9]+)");
  private static final Pattern CANCELED = Pattern.compile("\"CANCELED\":([0-9]{10,})");

  private static final Duration LONGEST_CACHED = Duration.ofSeconds(30);

  private final Path home;
  private final String master;

  private ClusterProcesses(Path home, String master) {
    this.home = home;
    this.master = master;
  }

  /** Starts TaskManagers with one slot each. */
  static ClusterProcesses start(Path home, int taskManagers, String... options) throws Exception {
    return startIn(Path.of(""), home, taskManagers, 1, options);
  }

  static ClusterProcesses start(Path home, int taskManagers, int slots) throws Exception {
    return startIn(Path.of(""), home, taskManagers, slots);
  }

  /** Starts a cluster with another working directory. */
  static ClusterProcesses startIn(
      Path work, Path home, int taskManagers, int slots, String... options) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add("start");
    arguments.add("--task-managers=" + taskManagers);
    arguments.add("--slots=" + slots);
    arguments.add("--dir=" + directory(home));
    arguments.addAll(List.of(options));
    Outcome outcome = cluster(work, home, arguments.toArray(String[]::new));
    assertThat(outcome.status()).as(outcome.errors()).isZero();
    Matcher address = ADDRESS.matcher(outcome.output());
    assertThat(address.find()).as(outcome.output()).isTrue();
    return new ClusterProcesses(home, address.group(1));
  }

  String master() {
    return master;
  }

  /** Starts a run on this cluster. */
  UpstackProcess run(Path configuration, Path output, String... options) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("run");
    arguments.add(configuration.toString());
    arguments.add("--output=" + output);
    arguments.add("--runner=flink");
    arguments.add("--flink-master=" + master);
    arguments.addAll(List.of(options));
    return UpstackProcess.start(home, arguments.toArray(String[]::new));
  }

  /** Returns the id of the job of a run that is left to the cluster. */
  String runDetached(Path configuration, Path output) throws Exception {
    try (UpstackProcess client = run(configuration, output, "--detach")) {
      Outcome outcome = client.finish();
      assertThat(outcome.status()).as(outcome.errors()).isZero();
      Matcher job = JOB.matcher(outcome.output());
      assertThat(job.find()).as(outcome.output()).isTrue();
      return job.group(1);
    }
  }

  /** Returns what a command about jobs prints. */
  String ask(String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--flink-master=" + master);
    try (UpstackProcess client = UpstackProcess.start(home, arguments.toArray(String[]::new))) {
      return client.finish().output();
    }
  }

  Outcome status() throws Exception {
    return cluster(Path.of(""), home, "status", "--dir=" + directory(home));
  }

  Outcome startAgain() throws Exception {
    return cluster(Path.of(""), home, "start", "--dir=" + directory(home));
  }

  /** Kills the process that a pid file names, by SIGKILL. */
  void kill(String name) throws Exception {
    String pid = Files.readString(directory(home).resolve(name + ".pid")).split(" ", -1)[0];
    ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    assertThat(process.info().commandLine().orElse("")).contains(directory(home).toString());
    process.destroyForcibly();
    process.onExit().get();
  }

  /**
   * Those that have its folder in their command lines, of which Java tells the first 4096 bytes:
   * what stands after the class path is not seen.
   */
  List<ProcessHandle> processes() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(
              process ->
                  process
                      .info()
                      .commandLine()
                      .filter(line -> line.contains("-Dlog.file=" + directory(home)))
                      .isPresent())
          .toList();
    }
  }

  /** Returns the log of a process. */
  String log(String name) throws IOException {
    return Files.readString(directory(home).resolve("log").resolve(name + ".log"));
  }

  /** Returns the id of the only job that runs. */
  String runningJob() throws IOException, InterruptedException {
    return only(
        Pattern.compile("\"jid\":\"([0-9a-f]{32})\"[^}]*\"state\":\"RUNNING\""),
        ask("/jobs/overview"));
  }

  /**
   * From when the JobManager was asked to cancel a job until it had come to its end. Waits until it
   * tells of that: REST keeps a job's details for three seconds, so that what it answers at first
   * may be from before.
   */
  Duration cancellation(String job) {
    String details =
        await()
            .atMost(LONGEST_CACHED)
            .until(() -> ask("/jobs/" + job), answer -> CANCELED.matcher(answer).find());
    long asked = Long.parseLong(only(CANCELLING, details));
    long ended = Long.parseLong(only(CANCELED, details));
    return Duration.ofMillis(ended - asked);
  }

  private String ask(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://" + master + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static String only(Pattern pattern, String text) {
    List<String> found = pattern.matcher(text).results().map(match -> match.group(1)).toList();
    assertThat(found).as(text).hasSize(1);
    return found.get(0);
  }

  Outcome stop() throws Exception {
    return cluster(Path.of(""), home, "stop", "--dir=" + directory(home));
  }

  static Path directory(Path home) {
    return home.resolve("cluster");
  }

  private static Outcome cluster(Path work, Path home, String... arguments) throws Exception {
    String[] all = Stream.concat(Stream.of("cluster"), Stream.of(arguments)).toArray(String[]::new);
    try (UpstackProcess process = UpstackProcess.startIn(work, home, all)) {
      return process.finish();
    }
  }

  @Override
  public void close() throws IOException {
    processes().forEach(ProcessHandle::destroyForcibly);
  }
}
