package io.upstack.stages.networks;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;
import java.util.ArrayList;
import java.util.List;

/** The classifier of noisy images (EncoderUNetModel of guided_diffusion/unet.py). */
public final class NoisyClassifier {
  private final ClassifierArchitecture architecture;
  private final Precision precision;

  public NoisyClassifier(ClassifierArchitecture architecture, Precision precision) {
    this.architecture = architecture;
    this.precision = precision;
  }

  /**
   * Writes the network into a method.
   *
   * @param x [N, 3, H, W] fp32
   * @param timesteps [N] or [1], of any type
   * @return logits [N, classes] fp32
   */
  public Value logits(MethodBuilder method, Weights weights, Value x, Value timesteps) {
    UNetArchitecture encoderArchitecture = architecture.encoder();
    Layers layers = Layers.forGradients(method, weights, precision);
    Value embedding =
        layers.silu(
            TimestepEmbedding.write(layers, timesteps, encoderArchitecture.modelChannels()));
    Encoder encoder = new Encoder(layers, encoderArchitecture, embedding);

    List<FeatureMap> outputs =
        new ArrayList<>(
            encoder.inputBlocks(
                layers.input(
                    x, encoderArchitecture.inChannels(), encoderArchitecture.imageSize())));
    outputs.add(encoder.middleBlock(outputs.get(outputs.size() - 1)));
    return new PoolingHead(architecture, layers.fp32(), weights).write(outputs);
  }

  /**
   * Writes {@code d/dx sum log p(y | x)} into a method, which must run with gradients.
   *
   * @param labels [N] int64
   * @return the logits and the gradient [N, 3, H, W], at scale 1
   */
  public Guidance gradient(
      MethodBuilder method, Weights weights, Value x, Value timesteps, Value labels) {
    Value leaf = method.evaluate("torch.requires_grad_(torch.detach(%s), True)", x);
    Value logits = logits(method, weights, leaf, timesteps);
    Value logProbabilities = method.evaluate("torch.log_softmax(%s, -1)", logits);
    Value selected =
        method.evaluate(
            "torch.sum(torch.gather(%s, 1, torch.unsqueeze(%s, 1)))", logProbabilities, labels);
    Value gradient =
        method.evaluate(
            "unchecked_cast(Tensor, (torch.autograd.grad([%s], [%s]))[0])", selected, leaf);
    return new Guidance(
        method.evaluate("torch.detach(%s)", logits),
        method.evaluate("torch.contiguous(torch.detach(%s))", gradient));
  }

  /** The logits [N, classes] and the gradient of the chosen logits with respect to the input. */
  public record Guidance(Value logits, Value gradient) {}
}
