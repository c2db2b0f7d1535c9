/**
 * Nearest neighbours among the features of images, and what follows from them: precision, recall,
 * density, coverage, realism.
 *
 * <p>The work is cut into units, pure functions of features and an index, whose results are merged:
 * {@link io.upstack.stages.manifolds.NeighbourSearch} for each of two sets, then {@link
 * io.upstack.stages.manifolds.ManifoldComparison}. A unit runs in one thread; results repeat to the
 * bit on a kind of processor as long as {@link io.upstack.stages.programs.TorchEngine#useThreads}
 * is the same in all threads.
 */
package io.upstack.stages.manifolds;
