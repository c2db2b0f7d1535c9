package io.upstack.stages.store;

import java.util.function.BooleanSupplier;

/**
 * A store in which something goes wrong.
 *
 * @param reached whether it has
 */
record FaultyStore(ObjectStore store, BooleanSupplier reached) {}
