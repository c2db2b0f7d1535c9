package io.upstack.runners.cluster;

import static java.util.Locale.ROOT;

import io.upstack.runners.jobs.ClassPath;
import io.upstack.stages.shards.Worker;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/** Starts the processes of a cluster with Flink's own entry points. */
final class FlinkProcess {
  /** The largest heap of a JobManager, regardless of the size of its jobs. */
  private static final String JOB_MANAGER_HEAP = "-Xmx384m";

  private static final Path NEW_SESSION = Path.of("/usr/bin/setsid");

  private static final Pattern OF_ALL_PROCESSES =
      Pattern.compile(
          "--(add-exports|add-opens|enable-native-access|sun-misc-unsafe-memory-access)"
              + "|-Duser[.](language|country)=");

  private final ClusterDirectory directory;
  private final ClassPath classPath;
  private final Path webInterface;

  /**
   * @param webInterface the folder with the jars that only the JobManager loads, if it exists
   */
  FlinkProcess(ClusterDirectory directory, ClassPath classPath, Path webInterface) {
    this.directory = directory;
    this.classPath = classPath;
    this.webInterface = webInterface;
  }

  /** Returns the folder next to upstack.jar that has the jars of Flink's web interface. */
  static Path installedWebInterface() {
    try {
      URI program = FlinkProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(program).resolveSibling("web");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  ClusterProcess startJobManager() throws IOException {
    return start(
        ClusterProcess.JOB_MANAGER,
        classPath.and(webJars()),
        List.of(JOB_MANAGER_HEAP),
        StandaloneSessionClusterEntrypoint.class,
        List.of());
  }

  ClusterProcess startTaskManager(int number, ClusterSize size) throws IOException {
    return startTaskManager("taskmanager-" + number, size);
  }

  /**
   * @param name a name such as taskmanager-2, which no other running TaskManager has
   */
  ClusterProcess startTaskManager(String name, ClusterSize size) throws IOException {
    int heap = FlinkSettings.HEAP_MEBIBYTES + FlinkSettings.FRAMEWORK_HEAP_MEBIBYTES;
    return start(
        name,
        classPath,
        List.of(
            String.format(ROOT, "-Xmx%dm", heap),
            String.format(
                ROOT, "-XX:MaxDirectMemorySize=%dm", FlinkSettings.directMebibytes(size))),
        TaskManagerRunner.class,
        List.of("-D", "taskmanager.resource-id=" + name));
  }

  private List<Path> webJars() throws IOException {
    if (!Files.isDirectory(webInterface)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(webInterface)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private ClusterProcess start(
      String name, ClassPath jars, List<String> memory, Class<?> entry, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    // In a session of its own, the process does not get the signals that a terminal sends to its
    // processes.
    if (Files.isExecutable(NEW_SESSION)) {
      command.add(NEW_SESSION.toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(memory);
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:-UsePerfData");
    command.addAll(accessOptions());
    command.add("-Dai.djl.offline=true");
    command.add("-Djava.io.tmpdir=" + directory.temporary());
    command.add("-Dlog.file=" + directory.log(name));
    command.add("-D%s=%s".formatted(Worker.LABEL, name));
    command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
    command.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS");
    command.add("-cp");
    command.add(directory.classes() + File.pathSeparator + jars.text());
    command.add(PrintableProcess.class.getName());
    command.add(entry.getName());
    command.add("--configDir");
    command.add(directory.settings().toString());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log(name).toFile()))
            .start();
    process.getOutputStream().close();
    return ClusterProcess.of(name, process.toHandle());
  }

  /** Returns the options of this JVM that Flink needs too, and those for the locale of numbers. */
  private static List<String> accessOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> OF_ALL_PROCESSES.matcher(option).lookingAt())
        .toList();
  }
}
