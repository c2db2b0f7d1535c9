package io.upstack.pipelines.transforms;

/** The names of metrics, wherever they are shown. */
public final class MeterNames {
  /** Shards that are done, including those that were found done. */
  public static final String SHARDS = "shards";

  /** Samples of the shards that are done. */
  public static final String SAMPLES = "samples";

  /** Samples of the shards that were made rather than found done. */
  public static final String SAMPLES_MADE = "samplesMade";

  /** How often an operation of the store or the stage was retried. */
  public static final String RETRIES = "retries";

  /** How often a micro-batch was halved because it did not fit into the device's memory. */
  public static final String OUT_OF_MEMORY_HALVINGS = "outOfMemoryHalvings";

  /** The distribution of the duration of a network step, rounded to two digits. */
  public static final String STEP_MICROSECONDS = "stepMicroseconds";

  /** The namespace of counts that belong to no single stage. */
  public static final String ALL_STAGES = "all";

  /** Shards that were given up. */
  public static final String GIVEN_UP = "givenUp";

  private MeterNames() {}
}
