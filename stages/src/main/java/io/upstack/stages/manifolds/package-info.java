/**
 * Finds nearest neighbors among the features of images and derives precision, recall, density,
 * coverage and realism from them.
 *
 * <p>The work is divided into units, which are pure functions of features and an index, and whose
 * results are merged: {@link io.upstack.stages.manifolds.NeighbourSearch} for each of two sets,
 * then {@link io.upstack.stages.manifolds.ManifoldComparison}. A unit runs in one thread. Results
 * are bit-identical on the same kind of processor if {@link
 * io.upstack.stages.programs.TorchEngine#useThreads} is the same in all threads.
 */
package io.upstack.stages.manifolds;
