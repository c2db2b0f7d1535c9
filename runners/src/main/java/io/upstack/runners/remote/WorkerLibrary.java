package io.upstack.runners.remote;

/** A cluster's setting for the jars that its workers already have, so that they need not travel. */
public final class WorkerLibrary {
  /**
   * The key of a folder on every worker with the jars of Upstack's {@code lib/}. Flink's settings
   * may have keys of other programs, and the JobManager's REST endpoint returns them.
   */
  public static final String SETTING = "upstack.library";

  /** The value for workers that are on the client's machine, with the same files. */
  public static final String SAME_MACHINE = "same-machine";

  private WorkerLibrary() {}
}
