package io.upstack.stages.networks;

/**
 * The arguments of guided-diffusion's EncoderUNetModel: the encoder half of a UNet and the way its
 * features are pooled into logits.
 *
 * @param encoder its {@code outChannels} is the number of classes; {@code numClasses} is empty,
 *     since a classifier is not conditioned on labels
 * @param pool how features become logits
 */
public record ClassifierArchitecture(UNetArchitecture encoder, ClassifierPool pool) {

  /** Returns the number of classes. */
  public int classes() {
    return encoder.outChannels();
  }
}
