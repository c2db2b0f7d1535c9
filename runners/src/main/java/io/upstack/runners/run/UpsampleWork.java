package io.upstack.runners.run;

import io.upstack.proto.RunConfiguration;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.UpsampleRequest;
import io.upstack.runners.commands.Work;
import io.upstack.stages.configuration.Purpose;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** {@code upstack upsample}: runs the second stage on given base samples. */
public final class UpsampleWork implements Work<UpsampleRequest> {
  @Override
  public ExitStatus perform(UpsampleRequest request, PrintWriter output) throws Exception {
    ShardRun.getReady(request.runner());
    BaseSamples base = new BaseSamples(request.baseSamples());
    PreparedRun run =
        Preparation.of(Purpose.UPSAMPLE)
            .adapting(UpsampleWork::withoutBase)
            .reading(base)
            .on(request.runner())
            .prepare(asManyAs(base, request.configuration()), request.output());
    try (run) {
      new BaseShards(run).cutFrom(base.file());
      return ShardRun.perform(
          run,
          request.runner(),
          output,
          () -> output.printf("samples: %s/samples%n", run.store().root()));
    }
  }

  static RunConfiguration withoutBase(RunConfiguration configuration) {
    RunConfiguration.Builder adapted = configuration.toBuilder().clearEvaluation();
    adapted.getGenerationBuilder().clearBase().clearLabels();
    return adapted.build();
  }

  /**
   * Sets the number of samples: that of the base samples overrides the configuration, and the
   * command line overrides both.
   */
  private static ConfigurationRequest asManyAs(BaseSamples base, ConfigurationRequest request) {
    List<String> overrides = new ArrayList<>();
    base.images().ifPresent(number -> overrides.add("generation.num_samples=" + number));
    overrides.addAll(request.overrides());
    return request.withOverrides(overrides);
  }
}
