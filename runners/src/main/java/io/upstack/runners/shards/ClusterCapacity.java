package io.upstack.runners.shards;

import io.upstack.runners.remote.ClusterOverview;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a cluster can take a job, and how much of it at once. */
final class ClusterCapacity {
  private static final Logger logger = LoggerFactory.getLogger(ClusterCapacity.class);

  /** Of a job that has ended. */
  private static final Duration LONGEST_RELEASE = Duration.ofSeconds(3);

  /** With other jobs that have taken the slots meanwhile. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LONG_PAUSE = Duration.ofSeconds(1);

  private ClusterCapacity() {}

  /**
   * Looks at what does not depend on the job.
   *
   * @throws InvalidInputException if there is no cluster, or one of another Flink
   */
  static void check(FlinkSession session) throws IOException {
    String ours = EnvironmentInformation.getVersion();
    String theirs = session.overview().version();
    if (!release(theirs).equals(release(ours))) {
      throw invalid(
          session,
          "its Flink is %s; jobs of this Upstack run on Flink %s".formatted(theirs, release(ours)));
    }
  }

  /**
   * How many slots the first job of a run gets.
   *
   * @param wanted absent for all that are free
   * @throws InvalidInputException if there are not as many, or none
   */
  static int slots(FlinkSession session, Optional<Integer> wanted) throws IOException {
    ClusterOverview overview = settledOverview(session, wanted.orElse(1));
    if (overview.taskManagers() == 0) {
      throw invalid(session, "no TaskManager has registered with it");
    }
    int slots = wanted.orElse(Math.max(1, overview.freeSlots()));
    if (slots > overview.slots()) {
      throw InvalidInputException.of(
          "the command line",
          "--parallelism=" + slots,
          "%s has %d slots in all".formatted(session.address(), overview.slots()));
    }
    if (slots > overview.freeSlots()) {
      throw invalid(
          session,
          "%d of its %d slots are free, and %d wanted; others are taken by %s"
              .formatted(overview.freeSlots(), overview.slots(), slots, runningJobs(session)));
    }
    return slots;
  }

  /**
   * How many slots the next job of a run gets: as many as the first, once those of the job before
   * are free again. Whatever has them meanwhile, work that is done is no reason to give up: after
   * some patience fewer will do, and for the first one it is waited.
   *
   * @param first how many the run's first job was given
   * @throws InvalidInputException if all TaskManagers are gone and none comes back
   */
  static int slotsAgain(FlinkSession session, int first) throws IOException {
    return slotsAgain(session, first, PATIENCE);
  }

  static int slotsAgain(FlinkSession session, int first, Duration patience) throws IOException {
    long start = System.nanoTime();
    boolean isTold = false;
    while (true) {
      ClusterOverview overview = session.overview();
      boolean isPatient = System.nanoTime() - start < patience.toNanos();
      int slots = Math.min(first, overview.freeSlots());
      if (slots > 0 && (slots == Math.min(first, overview.slots()) || !isPatient)) {
        return slots;
      }
      if (!isPatient && overview.taskManagers() == 0) {
        throw invalid(session, "all its TaskManagers are gone");
      }
      if (!isPatient && !isTold) {
        logger.info(
            "waiting for a slot: all {} of {} are taken by {}",
            overview.slots(),
            session.address(),
            runningJobs(session));
        isTold = true;
      }
      pause(isPatient ? PAUSE : LONG_PAUSE);
    }
  }

  /** The slots of a job that has ended come free a moment later. */
  private static ClusterOverview settledOverview(FlinkSession session, int wanted)
      throws IOException {
    long start = System.nanoTime();
    while (true) {
      ClusterOverview overview = session.overview();
      boolean isSettled =
          overview.freeSlots() == overview.slots()
              || (overview.jobs() > 0 && overview.freeSlots() >= wanted);
      if (isSettled || System.nanoTime() - start > LONGEST_RELEASE.toNanos()) {
        return overview;
      }
      pause(PAUSE);
    }
  }

  private static void pause(Duration duration) throws InterruptedIOException {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for free slots");
    }
  }

  private static String runningJobs(FlinkSession session) throws IOException {
    List<String> jobs =
        session.jobs().stream()
            .filter(job -> !job.state().isEnd())
            .map(job -> "job %s (%s)".formatted(job.id(), job.name()))
            .toList();
    return jobs.isEmpty() ? "jobs that end at this moment" : String.join(", ", jobs);
  }

  /** 1.19 of 1.19.0. */
  private static String release(String version) {
    String[] parts = version.split("[.]", -1);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  private static InvalidInputException invalid(FlinkSession session, String problem) {
    return InvalidInputException.of(
        "the command line", "--flink-master=" + session.address(), problem);
  }
}
