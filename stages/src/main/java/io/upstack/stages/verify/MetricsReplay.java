package io.upstack.stages.verify;

import java.io.IOException;
import java.util.List;

record MetricsReplay(CaseFolder folder) implements Replay {
  static MetricsReplay read(CaseFolder folder, FlagReader flags) {
    return new MetricsReplay(folder);
  }

  @Override
  public List<ArrayComparison> run() throws IOException {
    throw new MalformedCaseException("metrics");
  }
}
