package io.upstack.stages.networks;

/**
 * The way attention is split into heads.
 *
 * @param numHeads number of heads of the input and middle blocks, unless {@code numHeadChannels} is
 *     set
 * @param numHeadChannels width of each head, or -1 to split by {@code numHeads}
 * @param numHeadsUpsample number of heads of the output blocks, or -1 for {@code numHeads}
 * @param order layout of queries, keys and values in the projection's channels
 */
public record AttentionHeads(
    int numHeads, int numHeadChannels, int numHeadsUpsample, AttentionOrder order) {

  /** Returns the number of heads of an input or middle block with {@code channels} channels. */
  int inputHeads(int channels) {
    return numHeadChannels == -1 ? numHeads : channels / numHeadChannels;
  }

  /** Returns the number of heads of an output block with {@code channels} channels. */
  int outputHeads(int channels) {
    if (numHeadChannels != -1) {
      return channels / numHeadChannels;
    }
    return numHeadsUpsample == -1 ? numHeads : numHeadsUpsample;
  }
}
