package io.upstack.runners.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.upstack.runners.jobs.ClassPath;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.util.construction.resources.PipelineResources;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A JobManager in application mode and a TaskManager, with the program in {@code usrlib}, as in the
 * image; ended when closed.
 */
public final class ApplicationProcesses implements AutoCloseable {
  private static final int LONGEST_SECONDS = 400;

  private final Path home;
  private final ClusterDirectory directory;
  private final Process jobManager;
  private final Process taskManager;

  private ApplicationProcesses(
      Path home, ClusterDirectory directory, Process jobManager, Process taskManager) {
    this.home = home;
    this.directory = directory;
    this.jobManager = jobManager;
    this.taskManager = taskManager;
  }

  /**
   * Starts both.
   *
   * @param home made if it is not there
   * @param settings of Flink
   */
  public static ApplicationProcesses start(
      Path home, int slots, Map<String, String> settings, Class<?> main, String... arguments)
      throws IOException {
    Files.createDirectories(home.resolve("lib"));
    addLibrary(home.resolve("usrlib"), Files.createDirectories(home.resolve("jars")));
    ClusterDirectory directory = new ClusterDirectory(home.resolve("cluster"));
    try (ServerSocket rpc = freePort();
        ServerSocket rest = freePort()) {
      directory.make(
          FlinkSettings.of(
                  new ClusterSize(1, slots),
                  directory.temporary(),
                  rpc.getLocalPort(),
                  rest.getLocalPort())
              .and(settings));
    }
    String classPath = ClassPath.ofThisProcess().ofCluster().text();
    String withEntry =
        classPath + File.pathSeparator + Path.of("target", "test-classes").toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(directory.settings().toString());
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Process jobManager =
        start(home, directory, "jobmanager", withEntry, ApplicationEntry.class, command);
    Process taskManager =
        start(
            home,
            directory,
            "taskmanager-1",
            classPath,
            TaskManagerRunner.class,
            List.of("--configDir", directory.settings().toString()));
    return new ApplicationProcesses(home, directory, jobManager, taskManager);
  }

  private static void addLibrary(Path library, Path jars) throws IOException {
    Files.createDirectories(library);
    List<String> entries =
        ClassPath.ofThisProcess().ofJob().entries().stream().map(Path::toString).toList();
    for (String jar : PipelineResources.prepareFilesForStaging(entries, jars.toString())) {
      Path file = Path.of(jar);
      Files.createSymbolicLink(library.resolve(file.getFileName()), file);
    }
  }

  private static ServerSocket freePort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static Process start(
      Path home,
      ClusterDirectory directory,
      String name,
      String classPath,
      Class<?> entry,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("-XX:-UsePerfData");
    command.add("@" + Path.of("src/main/launcher/java.options").toAbsolutePath());
    command.add("-Dai.djl.offline=true");
    command.add("-Djava.io.tmpdir=" + directory.temporary());
    command.add("-cp");
    command.add(classPath);
    command.add(entry.getName());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.log(name).toFile());
    builder.environment().put("FLINK_LIB_DIR", home.resolve("lib").toString());
    return builder.start();
  }

  /** Returns the exit status of the JobManager, which ends with its application. */
  public int awaitEnd() throws IOException, InterruptedException {
    if (!jobManager.waitFor(LONGEST_SECONDS, SECONDS)) {
      throw new IllegalStateException(
          "still running after %d seconds: %s".formatted(LONGEST_SECONDS, log()));
    }
    return jobManager.exitValue();
  }

  /** Returns the log of the JobManager. */
  public String log() throws IOException {
    return Files.readString(directory.log("jobmanager"));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    jobManager.destroyForcibly();
    taskManager.destroyForcibly();
    jobManager.waitFor();
    taskManager.waitFor();
    try (Stream<Path> links = Files.list(home.resolve("usrlib"))) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }
}
