package io.upstack.stages.transforms;

/** What metrics are called, wherever they are shown. */
public final class MeterNames {
  /** Shards done, those among them that were found done. */
  public static final String SHARDS = "shards";

  /** Of these shards. */
  public static final String SAMPLES = "samples";

  /** Samples of those shards that were not found, but made. */
  public static final String SAMPLES_MADE = "samplesMade";

  /** How often the store or the stage was tried again. */
  public static final String RETRIES = "retries";

  /** How often a micro-batch was halved that did not fit into the device's memory. */
  public static final String OUT_OF_MEMORY_HALVINGS = "outOfMemoryHalvings";

  /** Distribution of how long a network step took, to two digits. */
  public static final String STEP_MICROSECONDS = "stepMicroseconds";

  /** What is counted for no single stage. */
  public static final String ALL_STAGES = "all";

  /** Shards given up. */
  public static final String GIVEN_UP = "givenUp";

  private MeterNames() {}
}
