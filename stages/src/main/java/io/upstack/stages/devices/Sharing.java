package io.upstack.stages.devices;

/** Whether a device may hold the models of several runs. */
public enum Sharing {
  /** The device holds only the models of this run. */
  ALONE,
  /** The device can also hold the models of other runs that chose the same. */
  SHARED
}
