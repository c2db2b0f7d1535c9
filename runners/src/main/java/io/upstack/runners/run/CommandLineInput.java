package io.upstack.runners.run;

import io.upstack.proto.RunRecord;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.problems.Problems;
import java.io.IOException;

/** A file that the command line names, not the configuration, and from which samples are made. */
interface CommandLineInput {
  /** Adds what is wrong with the file to the problems. */
  void check(ResolvedConfiguration configuration, Problems problems);

  /** Adds to the record how the samples depend on the file. */
  void addTo(RunRecord.Builder record) throws IOException;
}
