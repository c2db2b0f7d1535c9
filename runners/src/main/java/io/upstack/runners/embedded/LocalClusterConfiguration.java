package io.upstack.runners.embedded;

import io.upstack.runners.remote.WorkerLibrary;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/** Flink's settings for a small cluster in this process. */
final class LocalClusterConfiguration {
  private static final MemorySize NETWORK_BASE = MemorySize.ofMebiBytes(8);

  /** The size of the buffers between every two slots, for about six exchanges in a pipeline. */
  private static final MemorySize NETWORK_PER_SLOT_PAIR = new MemorySize(576 << 10);

  /** The memory for sorting and grouping, which handle references to shards and not samples. */
  private static final MemorySize MANAGED_PER_SLOT = MemorySize.ofMebiBytes(16);

  private LocalClusterConfiguration() {}

  static Configuration of(int slots, Path directory) {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.BIND_ADDRESS, "localhost");
    configuration.set(RestOptions.ADDRESS, "localhost");
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(JobManagerOptions.BIND_HOST, "localhost");

    MemorySize network = NETWORK_BASE.add(NETWORK_PER_SLOT_PAIR.multiply((double) slots * slots));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED_PER_SLOT.multiply(slots));

    configuration.set(CoreOptions.TMP_DIRS, directory.toString());
    configuration.set(WebOptions.TMP_DIR, directory.toString());
    configuration.set(WebOptions.UPLOAD_DIR, directory.toString());
    configuration.set(WebOptions.SUBMIT_ENABLE, false);
    configuration.set(BlobServerOptions.STORAGE_DIRECTORY, directory.resolve("blobs").toString());
    configuration.set(
        ClusterOptions.PROCESS_WORKING_DIR_BASE, directory.resolve("process").toString());

    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    // Within a process there is no other party to authenticate to.
    configuration.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
    // One class loader serves all jobs, because this process has only one program.
    configuration.set(CoreOptions.CLASSLOADER_RESOLVE_ORDER, "parent-first");
    configuration.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    configuration.setString(WorkerLibrary.SETTING, WorkerLibrary.SAME_MACHINE);
    // A step of a large network can outlast any limit, and Flink would end the process at the
    // limit.
    configuration.set(TaskManagerOptions.TASK_CANCELLATION_TIMEOUT, 0L);
    configuration.set(TaskManagerOptions.SLOT_TIMEOUT, Duration.ofSeconds(10));
    return configuration;
  }
}
