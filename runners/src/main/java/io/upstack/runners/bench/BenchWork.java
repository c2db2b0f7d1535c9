package io.upstack.runners.bench;

import io.upstack.proto.Execution;
import io.upstack.proto.StageWork;
import io.upstack.runners.commands.BenchRequest;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.Work;
import io.upstack.runners.run.BenchRun;
import io.upstack.runners.run.Slots;
import io.upstack.stages.store.ScratchDirectory;
import java.io.PrintWriter;

/**
 * {@code upstack bench}: measures the images/s of each stage. It then runs the configuration into a
 * temporary output and measures the share of the run that is not model time.
 */
public final class BenchWork implements Work<BenchRequest> {
  @Override
  public ExitStatus perform(BenchRequest request, PrintWriter output) throws Exception {
    try (ScratchDirectory scratch = ScratchDirectory.create();
        BenchRun run =
            BenchRun.prepare(request.configuration(), scratch.path().resolve("run").toString())) {
      Execution execution = run.configuration().configuration().getExecution();
      output.printf(
          "%d slots, %d threads an operator, batches of %d, %s%n%n",
          Slots.of(execution),
          execution.getIntraOpThreads(),
          execution.getBatchSize(),
          execution.getDevice());
      output.printf(
          "%-10s %-6s %6s %10s %10s%n", "stage", "method", "steps", "ms/step", "images/s");
      for (StageSpeed speed : new StageBench(run.configuration()).measure()) {
        output.printf(
            "%-10s %-6s %6d %10.1f %10.2f%n",
            speed.stage(),
            speed.method(),
            speed.steps(),
            speed.secondsAStep() * 1000,
            speed.imagesPerSecond());
        output.flush();
      }
      report(run, Slots.computing(execution), output);
      return ExitStatus.DONE;
    }
  }

  private static void report(BenchRun run, int computing, PrintWriter output) throws Exception {
    BenchRun.Outcome outcome = run.execute();
    output.printf("%n%-10s %14s %14s%n", "run", "model seconds", "all seconds");
    for (StageWork work : outcome.stages()) {
      output.printf(
          "%-10s %14.2f %14.2f%n", work.getStage(), work.getModelSeconds(), work.getWallSeconds());
    }
    double modelSeconds = outcome.stages().stream().mapToDouble(StageWork::getModelSeconds).sum();
    double overhead = 1 - modelSeconds / (computing * outcome.wallSeconds());
    output.printf(
        "%n%d samples in %.1f s: %.2f images/s%n",
        outcome.samples(), outcome.wallSeconds(), outcome.samples() / outcome.wallSeconds());
    output.printf("overhead, 1 - model seconds / (slots x wall seconds): %.1f%%%n", overhead * 100);
    output.flush();
  }
}
