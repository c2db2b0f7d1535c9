package io.upstack.stages.networks;

/**
 * Counts the floating-point operations of a network for one sample while the network is written: a
 * multiplication and an addition are two. It counts matrix products, which convolutions are too,
 * and leaves out what is done once an element, such as normalizations and activations.
 */
public final class OperationCount {
  private double weighted;
  private double attention;

  /** Counts a product with a weight that is used at a number of positions. */
  void weighted(long inputs, long outputs, long positions) {
    weighted += 2.0 * inputs * outputs * positions;
  }

  /** Counts the products of queries with keys, and of the resulting weights with values. */
  void attention(long tokens, long channels) {
    attention += 4.0 * tokens * tokens * channels;
  }

  /** Returns the operations of the network's output. */
  public double forward() {
    return weighted + attention;
  }

  /**
   * Returns the operations of the output and of its gradient with respect to the input. Going back,
   * a weight takes one product, because the weights themselves need no gradient. A product of
   * attention takes two, because both of its factors do.
   */
  public double withInputGradient() {
    return 2 * weighted + 3 * attention;
  }
}
