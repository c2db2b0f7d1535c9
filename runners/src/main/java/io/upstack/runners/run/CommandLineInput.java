package io.upstack.runners.run;

import io.upstack.proto.RunRecord;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.problems.Problems;
import java.io.IOException;

/** A file that samples are made from and that the command line names, not the configuration. */
interface CommandLineInput {
  /** Tells what is wrong with it. */
  void check(ResolvedConfiguration configuration, Problems problems);

  /** Writes down what the samples depend on through it. */
  void addTo(RunRecord.Builder record) throws IOException;
}
