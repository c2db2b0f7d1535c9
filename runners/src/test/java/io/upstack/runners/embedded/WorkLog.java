package io.upstack.runners.embedded;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Which items were worked on, by worker. Static, since Flink copies the functions that write it.
 */
final class WorkLog {
  private static final Map<Integer, ConcurrentLinkedQueue<Integer>> itemsByWorker =
      new ConcurrentHashMap<>();

  private WorkLog() {}

  static void clear() {
    itemsByWorker.clear();
  }

  static void add(int worker, int item) {
    itemsByWorker.computeIfAbsent(worker, key -> new ConcurrentLinkedQueue<>()).add(item);
  }

  static List<Integer> itemsOf(int worker) {
    return List.copyOf(itemsByWorker.getOrDefault(worker, new ConcurrentLinkedQueue<>()));
  }

  static List<Integer> all() {
    return itemsByWorker.values().stream().flatMap(items -> items.stream()).sorted().toList();
  }
}
