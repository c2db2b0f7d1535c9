package io.upstack.runners.cluster;

import io.upstack.runners.remote.WorkerLibrary;
import io.upstack.stages.problems.Problems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Flink's settings of a cluster on loopback.
 *
 * @param values by key
 */
record FlinkSettings(Map<String, String> values) {
  /** Of the JVM of a TaskManager, beside Flink's own part. */
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
    // Natives load into one class loader of a process, and jobs share it.
    values.put("classloader.parent-first-patterns.additional", "ai.djl.;com.sun.jna.");
    values.put("classloader.check-leaked-classloader", "false");
    values.put(WorkerLibrary.SETTING, WorkerLibrary.SAME_MACHINE);
    values.put("security.delegation.tokens.enabled", "false");
    return new FlinkSettings(values);
  }

  /** Adds a problem for each setting that is the cluster's own to make. */
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

  /** With these too. */
  FlinkSettings and(Map<String, String> further) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.putAll(further);
    return new FlinkSettings(all);
  }

  /** A TaskManager that is started without Flink's scripts wants every part said. */
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

  /** Of the exchange at the end of a job, between all slots, as a sorted file of each. */
  private static int networkMebibytes(ClusterSize size) {
    return 32 + 32 * size.slots();
  }

  /** What a TaskManager allocates outside of its heap by way of Java, whose limit is the heap's. */
  static int directMebibytes(ClusterSize size) {
    return networkMebibytes(size) + OFF_HEAP_MEBIBYTES + FRAMEWORK_OFF_HEAP_MEBIBYTES;
  }

  /** On one machine what does not answer within seconds is dead. */
  private static void addTimeouts(Map<String, String> values) {
    values.put("heartbeat.interval", "2000");
    values.put("heartbeat.timeout", "20000");
    // Of a TaskManager that is up before the JobManager.
    values.put("cluster.registration.error-delay", "500");
    values.put("slot.request.timeout", "60000");
    values.put("taskmanager.registration.timeout", "60 s");
    // A step of a large network can outlast any limit; Flink would end the process at it.
    values.put("task.cancellation.timeout", "0");
  }

  /** As Flink reads them. */
  String text() {
    return values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
