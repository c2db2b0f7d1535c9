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

/** Finds out whether a cluster can take a job, and on how many slots. */
final class ClusterCapacity {
  private static final Logger logger = LoggerFactory.getLogger(ClusterCapacity.class);

  /** The longest time until the slots of a job that has ended are free. */
  private static final Duration LONGEST_RELEASE = Duration.ofSeconds(3);

  /** How long to wait for slots that other jobs have taken, before fewer slots are enough. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LONG_PAUSE = Duration.ofSeconds(1);

  private ClusterCapacity() {}

  /**
   * Checks what does not depend on the job.
   *
   * @throws InvalidInputException if no cluster answers, or its Flink has another version
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
   * Returns how many slots the first job of a run gets.
   *
   * @param wanted the wanted number; absent for all free slots
   * @throws InvalidInputException if fewer are free, or none
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
   * Returns how many slots the next job of a run gets: as many as the first job, once the slots of
   * the previous job are free again. If other jobs take them, a run with finished work does not
   * give up: after some patience it accepts fewer slots, and it waits for the first one as long as
   * needed.
   *
   * @param first the number of slots of the run's first job
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

  /** Waits for the slots of a job that has just ended, which become free a moment later. */
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

  /** Returns the release of a version, such as 1.19 for 1.19.0. */
  private static String release(String version) {
    String[] parts = version.split("[.]", -1);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  private static InvalidInputException invalid(FlinkSession session, String problem) {
    return InvalidInputException.of(
        "the command line", "--flink-master=" + session.address(), problem);
  }
}
