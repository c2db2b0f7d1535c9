package io.upstack.runners.run;

import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.GenerateRequest;
import io.upstack.runners.commands.Work;
import io.upstack.stages.configuration.Purpose;
import java.io.PrintWriter;

/** {@code upstack generate}: makes only the samples of a run. */
public final class GenerateWork implements Work<GenerateRequest> {
  @Override
  public ExitStatus perform(GenerateRequest request, PrintWriter output) throws Exception {
    ShardRun.getReady(request.runner());
    PreparedRun run =
        Preparation.of(Purpose.GENERATE)
            .on(request.runner())
            .prepare(request.configuration(), request.output());
    try (run) {
      return ShardRun.perform(
          run,
          request.runner(),
          output,
          () -> output.printf("samples: %s/samples%n", run.store().root()));
    }
  }
}
