package io.upstack.runners.shards;

import java.io.IOException;
import java.util.Map;

/** Looks what is done, whoever does it. */
public interface Tally {
  /** Samples by stage, learnt by a listing or two. */
  Map<String, Long> done() throws IOException;
}
