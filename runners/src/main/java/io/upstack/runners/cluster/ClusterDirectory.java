package io.upstack.runners.cluster;

import static java.util.Comparator.comparing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The folder of a cluster. It holds a pid file for each process, {@code log/}, and while the
 * cluster runs {@code conf/} and {@code tmp/}.
 */
public record ClusterDirectory(Path root) {
  private static final String PID = ".pid";

  /** The file of Flink's settings. Flink reads a file of this name as {@code key: value} lines. */
  private static final String SETTINGS = "flink-conf.yaml";

  /** The folder of a cluster unless the user names another. */
  public static final String STANDARD = "upstack-cluster";

  public ClusterDirectory {
    root = root.toAbsolutePath().normalize();
  }

  Path settings() {
    return root.resolve("conf");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  /**
   * Returns the folder of {@link PrintableProcess}, with which every process of the cluster begins.
   */
  Path classes() {
    return root.resolve("classes");
  }

  Path log(String process) {
    return root.resolve("log").resolve(process + ".log");
  }

  /** Creates the folder, and removes what an earlier cluster left in it. */
  void make(FlinkSettings flink) throws IOException {
    deleteTree(settings());
    deleteTree(temporary());
    deleteTree(classes());
    deleteTree(root.resolve("log"));
    Files.createDirectories(settings());
    Files.createDirectories(temporary());
    Files.createDirectories(root.resolve("log"));
    Files.writeString(settings().resolve(SETTINGS), flink.text());
    for (Class<?> type : PrintableProcess.classes()) {
      String name = type.getName().replace('.', '/') + ".class";
      Path file = classes().resolve(name);
      Files.createDirectories(file.getParent());
      try (InputStream content = type.getClassLoader().getResourceAsStream(name)) {
        Files.copy(content, file);
      }
    }
  }

  /** Removes everything but the logs. */
  void clear() throws IOException {
    for (ClusterProcess process : processes()) {
      Files.deleteIfExists(pidFile(process.name()));
    }
    deleteTree(settings());
    deleteTree(temporary());
    deleteTree(classes());
  }

  void add(ClusterProcess process) throws IOException {
    Files.writeString(pidFile(process.name()), process.text());
  }

  /** Returns the processes that were started, running or not, sorted by name. */
  List<ClusterProcess> processes() throws IOException {
    List<ClusterProcess> processes = new ArrayList<>();
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(PID)).toList()) {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.length() - PID.length());
        ClusterProcess.read(name, file).ifPresent(processes::add);
      }
    }
    processes.sort(
        comparing((ClusterProcess process) -> process.name().length())
            .thenComparing(ClusterProcess::name));
    return List.copyOf(processes);
  }

  /**
   * Returns the {@code HOST:PORT} of the JobManager's REST endpoint; empty if no cluster was
   * started.
   */
  public Optional<String> address() throws IOException {
    return flink()
        .map(
            settings ->
                settings.getProperty("rest.address") + ":" + settings.getProperty("rest.port"));
  }

  /** Returns the number of slots of each TaskManager; empty if no cluster was started. */
  Optional<Integer> slots() throws IOException {
    return flink()
        .map(settings -> Integer.valueOf(settings.getProperty("taskmanager.numberOfTaskSlots")));
  }

  private Optional<Properties> flink() throws IOException {
    Path file = settings().resolve(SETTINGS);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Properties settings = new Properties();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      settings.load(reader);
    }
    return Optional.of(settings);
  }

  /** Takes the lock that protects changes of the cluster; empty if another process holds it. */
  Optional<FileChannel> lock() throws IOException {
    Files.createDirectories(root);
    FileChannel channel =
        FileChannel.open(
            root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean isLocked = false;
    try {
      isLocked = channel.tryLock() != null;
      return isLocked ? Optional.of(channel) : Optional.empty();
    } finally {
      if (!isLocked) {
        channel.close();
      }
    }
  }

  private Path pidFile(String name) {
    return root.resolve(name + PID);
  }

  private static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(directory)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
