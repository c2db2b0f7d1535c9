package io.upstack.runners.bench;

import io.upstack.proto.SimulatedWork;
import io.upstack.runners.cluster.Masters;
import io.upstack.runners.commands.BenchClusterRequest;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.Work;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.runners.remote.JobManagerHeap;
import io.upstack.runners.remote.RemoteFlink;
import io.upstack.stages.store.ScratchDirectory;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * {@code upstack bench-cluster}: measures the cost of a cluster itself, with a run that only waits.
 */
public final class BenchClusterWork implements Work<BenchClusterRequest> {
  private static final double MEBIBYTE = 1 << 20;

  @Override
  public ExitStatus perform(BenchClusterRequest request, PrintWriter output) throws Exception {
    if (request.output().isPresent()) {
      return measure(request, request.output().get(), output);
    }
    try (ScratchDirectory scratch = ScratchDirectory.create()) {
      return measure(request, scratch.path().resolve("run").toString(), output);
    }
  }

  private static ExitStatus measure(
      BenchClusterRequest request, String location, PrintWriter output) throws IOException {
    long start = System.nanoTime();
    RemoteFlink.getReady();
    try (FlinkSession session = FlinkSession.open(Masters.address(request.cluster().master()));
        HeapWatch heaps = HeapWatch.start(session);
        SimulatedRun run = SimulatedRun.prepare(request, location)) {
      SimulatedRun.Times times = run.execute(start);
      long clientPeak = HeapWatch.clientPeak();
      WorkerShares shares = WorkerShares.of(run.shardsByMaker());
      print(request, run.shards(), shares, times, output);
      print(clientPeak, heaps.jobManager(), output);
      print(shares, output);
      return ExitStatus.DONE;
    }
  }

  private static void print(
      BenchClusterRequest request,
      int shards,
      WorkerShares shares,
      SimulatedRun.Times times,
      PrintWriter output) {
    SimulatedWork work = request.work();
    double ideal = shares.idealSeconds(work);
    output.printf(
        "%d samples, %d shards of %.3f s, %d slots%n%n",
        request.samples(), shards, work.getShardSeconds(), shares.slots());
    output.printf("%-24s %10.2f s%n", "planning and submission", times.planned());
    output.printf(
        "%-24s %10.2f s   %s%n",
        "ideal",
        ideal,
        work.getSlowCount() == 0
            ? "ceil(%d / %d) x %.3f s".formatted(shards, shares.slots(), work.getShardSeconds())
            : "all shards at the pooled speed");
    output.printf(
        "%-24s %10.2f s   %s%n",
        "job",
        times.worked(),
        ideal > 0
            ? "%.4f x ideal".formatted(times.worked() / ideal)
            : "%.1f shards/s".formatted(shards / times.worked()));
    output.printf("%-24s %10.2f s%n", "of it metrics, report", times.evaluated());
  }

  private static void print(long clientPeak, JobManagerHeap jobManager, PrintWriter output) {
    output.printf("%-24s %10.0f MiB%n", "client's heap, peak", clientPeak / MEBIBYTE);
    output.printf(
        "%-24s %10.0f MiB of %.0f%n",
        "JobManager's heap, peak", jobManager.used() / MEBIBYTE, jobManager.limit() / MEBIBYTE);
  }

  private static void print(WorkerShares shares, PrintWriter output) {
    output.printf("%n%-24s %6s %8s%n", "worker", "slots", "shards");
    shares
        .byWorker()
        .forEach(
            (worker, share) ->
                output.printf("%-24s %6d %8d%n", worker, share.slots(), share.shards()));
    output.flush();
  }
}
