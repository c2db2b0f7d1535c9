package io.upstack.runners.remote;

/**
 * What a cluster's settings say of the jars that its workers have, so that they need not travel.
 */
public final class WorkerLibrary {
  /**
   * A folder of every worker with the jars of Upstack's {@code lib/}. Flink's settings may have
   * others' keys; the JobManager's REST endpoint tells them.
   */
  public static final String SETTING = "upstack.library";

  /** Its value where workers are on the machine of the client, with the same files. */
  public static final String SAME_MACHINE = "same-machine";

  private WorkerLibrary() {}
}
