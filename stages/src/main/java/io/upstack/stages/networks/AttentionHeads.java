package io.upstack.stages.networks;

/**
 * How attention is split into heads.
 *
 * @param numHeads heads of the input and middle blocks, unless {@code numHeadChannels} is set
 * @param numHeadChannels width of each head, or -1 to split by {@code numHeads}
 * @param numHeadsUpsample heads of the output blocks, or -1 for {@code numHeads}
 * @param order how queries, keys and values lie in the projection's channels
 */
public record AttentionHeads(
    int numHeads, int numHeadChannels, int numHeadsUpsample, AttentionOrder order) {

  /** Heads of an input or middle block of {@code channels}. */
  int inputHeads(int channels) {
    return numHeadChannels == -1 ? numHeads : channels / numHeadChannels;
  }

  /** Heads of an output block of {@code channels}. */
  int outputHeads(int channels) {
    if (numHeadChannels != -1) {
      return channels / numHeadChannels;
    }
    return numHeadsUpsample == -1 ? numHeads : numHeadsUpsample;
  }
}
