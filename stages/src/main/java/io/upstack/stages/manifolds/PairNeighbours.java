package io.upstack.stages.manifolds;

/**
 * What a pair of blocks gives.
 *
 * @param ofFirst for the rows of the first block their nearest in the second, themselves left out
 * @param ofSecond for the rows of the second block their nearest in the first; without rows if the
 *     blocks are the same
 */
public record PairNeighbours(BlockPair pair, NeighbourTable ofFirst, NeighbourTable ofSecond) {}
