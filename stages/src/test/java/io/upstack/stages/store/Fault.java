package io.upstack.stages.store;

/**
 * What goes wrong in a store on its way to the outside.
 *
 * @param step from 1, counted from when the store was opened
 */
record Fault(int step, Kind kind) {
  enum Kind {
    /** The step fails without effect. */
    FAILS_BEFORE,
    /** The step takes effect, and fails nevertheless. */
    FAILS_AFTER,
    /** Neither the step nor any later one takes effect. */
    DIES_BEFORE,
    /** The step is the last that takes effect. */
    DIES_AFTER
  }

  boolean prevents(int current) {
    return switch (kind) {
      case FAILS_BEFORE -> current == step;
      case FAILS_AFTER -> false;
      case DIES_BEFORE -> current >= step;
      case DIES_AFTER -> current > step;
    };
  }

  boolean follows(int current) {
    return switch (kind) {
      case FAILS_AFTER, DIES_AFTER -> current == step;
      case FAILS_BEFORE, DIES_BEFORE -> false;
    };
  }
}
