package io.upstack.stages.devices;

/** Whether a device may hold the models of several runs. */
public enum Sharing {
  /** Those of this run alone. */
  ALONE,
  /** Also those of others that say the same. */
  SHARED
}
