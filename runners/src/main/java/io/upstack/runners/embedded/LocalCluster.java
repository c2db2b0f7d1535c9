package io.upstack.runners.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.upstack.runners.jobs.ClusterEnvironment;
import io.upstack.stages.store.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A JobManager and a TaskManager of Flink that run as threads of this process. */
final class LocalCluster implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(LocalCluster.class);

  /** A network step that has begun cannot be interrupted, and is worth a short wait. */
  private static final int CANCEL_SECONDS = 30;

  private final ScratchDirectory directory;
  private final MiniCluster cluster;
  private final LocalJobs jobs;
  private volatile boolean busy;
  private volatile boolean closing;

  private LocalCluster(ScratchDirectory directory, MiniCluster cluster) {
    this.directory = directory;
    this.cluster = cluster;
    this.jobs = new LocalJobs(cluster);
  }

  static LocalCluster start(int slots) {
    ScratchDirectory directory = makeDirectory();
    // Flink's and Beam's compression unpacks its native library here. In the system's temporary
    // directory it would stay behind if the process was killed.
    System.setProperty("org.xerial.snappy.tempdir", directory.path().toString());
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(LocalClusterConfiguration.of(slots, directory.path()))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .build()) {
          @Override
          protected HighAvailabilityServices createHighAvailabilityServices(
              Configuration configuration, Executor executor) throws Exception {
            // This is the last call that Flink makes before it asks for this machine's address.
            OwnAddress.ensureResolved();
            return super.createHighAvailabilityServices(configuration, executor);
          }
        };
    try {
      cluster.start();
    } catch (Exception e) {
      directory.close();
      throw new IllegalStateException("the embedded Flink does not start: " + e.getMessage(), e);
    }
    return new LocalCluster(directory, cluster);
  }

  private static ScratchDirectory makeDirectory() {
    try {
      return ScratchDirectory.create();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI restEndpoint() {
    return cluster.getRestAddress().join();
  }

  /**
   * Runs an action. Jobs that this thread submits to Flink during the action go to this cluster.
   */
  void whileCurrent(Runnable action) {
    Configuration configuration = new Configuration(cluster.getConfiguration());
    configuration.set(DeploymentOptions.ATTACHED, true);
    busy = true;
    try {
      ClusterEnvironment.during(action, jobs, configuration);
    } finally {
      busy = false;
    }
  }

  /** Returns whether something is running that closing would cancel. */
  boolean isBusy() {
    return busy;
  }

  /** Returns whether a failure may be due to the cluster's closing. */
  boolean isClosing() {
    return closing;
  }

  @Override
  public synchronized void close() {
    if (closing) {
      return;
    }
    closing = true;
    try {
      jobs.cancelRunningJob(CANCEL_SECONDS);
      cluster.closeAsync().get(CANCEL_SECONDS, SECONDS);
    } catch (TimeoutException e) {
      logger.warn("the embedded Flink did not end within {} seconds", CANCEL_SECONDS);
    } catch (ExecutionException e) {
      logger.warn("the embedded Flink did not end well: {}", e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      directory.close();
    }
  }
}
