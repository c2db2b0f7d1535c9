package io.upstack.runners.cluster;

import io.upstack.runners.remote.WorkerLibrary;
import io.upstack.stages.problems.Problems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Flink's settings for a cluster on loopback.
 *
 * @param values the values by key
 */
record FlinkSettings(Map<String, String> values) {
  /** The heap of a TaskManager, without Flink's own part of it. */
  static final int HEAP_MEBIBYTES = 896;

  static final int FRAMEWORK_HEAP_MEBIBYTES = 128;

  private static final int OFF_HEAP_MEBIBYTES = 256;
  private static final int FRAMEWORK_OFF_HEAP_MEBIBYTES = 128;

  FlinkSettings {
    values = Map.copyOf(values);
  }

  static FlinkSettings of(ClusterSize size, Path temporary, int rpcPort, int restPort) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("jobmanager.rpc.address", "localhost");
    values.put("jobmanager.rpc.port", String.valueOf(rpcPort));
    values.put("jobmanager.bind-host", "localhost");
    values.put("rest.address", "localhost");
    values.put("rest.port", String.valueOf(restPort));
    values.put("rest.bind-address", "localhost");
    values.put("rest.bind-port", String.valueOf(restPort));
    values.put("taskmanager.host", "localhost");
    values.put("taskmanager.bind-host", "localhost");
    values.put("io.tmp.dirs", temporary.toString());
    values.put("taskmanager.numberOfTaskSlots", String.valueOf(size.slots()));
    values.put("cluster.evenly-spread-out-slots", "true");
    addMemory(values, size);
    addTimeouts(values);
    // Native libraries load into only one class loader of a process, and jobs have to share it.
    values.put("classloader.parent-first-patterns.additional", "ai.djl.;com.sun.jna.");
    values.put("classloader.check-leaked-classloader", "false");
    values.put(WorkerLibrary.SETTING, WorkerLibrary.SAME_MACHINE);
    values.put("security.delegation.tokens.enabled", "false");
    // The web interface shows jobs. Clients submit them without it.
    values.put("web.submit.enable", "false");
    return new FlinkSettings(values);
  }

  /** Adds a problem for each setting that the cluster has to set itself. */
  static void check(Map<String, String> settings, Problems problems) {
    FlinkSettings own = of(new ClusterSize(1, 1), Path.of("unused"), 1, 1);
    settings.keySet().stream()
        .filter(own.values::containsKey)
        .sorted()
        .forEach(
            key ->
                problems.add(
                    "-D" + key,
                    "expected another setting; a cluster of processes sets this itself"));
  }

  /** Returns these settings together with further ones. */
  FlinkSettings and(Map<String, String> further) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.putAll(further);
    return new FlinkSettings(all);
  }

  /**
   * Adds the sizes of all memory parts, which a TaskManager needs if Flink's scripts do not start
   * it.
   */
  private static void addMemory(Map<String, String> values, ClusterSize size) {
    String network = networkMebibytes(size) + "m";
    values.put("taskmanager.cpu.cores", String.valueOf((double) size.slots()));
    values.put("taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP_MEBIBYTES + "m");
    values.put("taskmanager.memory.framework.off-heap.size", FRAMEWORK_OFF_HEAP_MEBIBYTES + "m");
    values.put("taskmanager.memory.task.heap.size", HEAP_MEBIBYTES + "m");
    values.put("taskmanager.memory.task.off-heap.size", OFF_HEAP_MEBIBYTES + "m");
    values.put("taskmanager.memory.managed.size", 16 * size.slots() + "m");
    values.put("taskmanager.memory.network.min", network);
    values.put("taskmanager.memory.network.max", network);
    values.put("taskmanager.memory.jvm-metaspace.size", "256m");
    values.put("taskmanager.memory.jvm-overhead.min", "256m");
    values.put("taskmanager.memory.jvm-overhead.max", "256m");
  }

  /**
   * Returns the memory for the exchange at the end of a job, which connects all slots by sorted
   * files.
   */
  private static int networkMebibytes(ClusterSize size) {
    return 32 + 32 * size.slots();
  }

  /**
   * Returns what a TaskManager allocates in direct buffers. Java limits them to the heap's size by
   * default.
   */
  static int directMebibytes(ClusterSize size) {
    return networkMebibytes(size) + OFF_HEAP_MEBIBYTES + FRAMEWORK_OFF_HEAP_MEBIBYTES;
  }

  /** Adds short timeouts: on one machine, a process that does not answer within seconds is dead. */
  private static void addTimeouts(Map<String, String> values) {
    values.put("heartbeat.interval", "2000");
    values.put("heartbeat.timeout", "20000");
    // A TaskManager that is up before the JobManager tries again after this delay.
    values.put("cluster.registration.error-delay", "500");
    values.put("slot.request.timeout", "60000");
    values.put("taskmanager.registration.timeout", "60 s");
    // A step of a large network can outlast any limit, and Flink would end the process at the
    // limit.
    values.put("task.cancellation.timeout", "0");
  }

  /** Returns the settings in the format that Flink reads. */
  String text() {
    return values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
