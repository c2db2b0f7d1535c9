package io.upstack.runners.shards;

import io.upstack.runners.remote.ClusterOverview;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** Whether a cluster can take a job, and how much of it at once. */
final class ClusterCapacity {
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
   * How many slots a job gets.
   *
   * @param wanted absent for all that are free
   * @throws InvalidInputException if there are not as many, or none
   */
  static int slots(FlinkSession session, Optional<Integer> wanted) throws IOException {
    ClusterOverview overview = session.overview();
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
