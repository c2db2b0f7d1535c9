package io.upstack.stages.manifolds;

/**
 * The neighbors found in a pair of blocks.
 *
 * @param ofFirst the nearest neighbors of the rows of the first block in the second block, except
 *     the rows themselves
 * @param ofSecond the nearest neighbors of the rows of the second block in the first block; without
 *     rows if the blocks are the same
 */
public record PairNeighbours(BlockPair pair, NeighbourTable ofFirst, NeighbourTable ofSecond) {}
