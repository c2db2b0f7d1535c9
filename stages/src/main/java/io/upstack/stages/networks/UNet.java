package io.upstack.stages.networks;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;
import java.util.List;
import java.util.Optional;

/** Writes the denoising network (UNetModel of guided_diffusion/unet.py) into a program. */
public final class UNet {
  private final UNetArchitecture architecture;
  private final Precision precision;

  public UNet(UNetArchitecture architecture, Precision precision) {
    this.architecture = architecture;
    this.precision = precision;
  }

  /**
   * Writes the network into a method.
   *
   * @param x [N, inChannels, H, W] fp32
   * @param timesteps [N] or [1], of any type
   * @param labels [N] int64, present if and only if the model is class-conditional
   * @return [N, outChannels, H, W] fp32
   */
  public Value write(
      MethodBuilder method, Weights weights, Value x, Value timesteps, Optional<Value> labels) {
    if (labels.isPresent() != architecture.numClasses().isPresent()) {
      throw new IllegalArgumentException(
          "labels must be given if and only if the model is class-conditional");
    }
    Layers layers = Layers.forInference(method, weights, precision);
    Value embedding = layers.silu(embedding(layers, weights, timesteps, labels));
    Encoder encoder = new Encoder(layers, architecture, embedding);
    Decoder decoder = new Decoder(layers, architecture, embedding);

    List<FeatureMap> skips =
        encoder.inputBlocks(layers.input(x, architecture.inChannels(), architecture.imageSize()));
    FeatureMap h = encoder.middleBlock(skips.get(skips.size() - 1));
    h = layers.toFp32(decoder.outputBlocks(h, skips));

    Layers outside = layers.fp32();
    h = outside.normalizeAndActivate("out.0", h);
    Value out = outside.convolution("out.2", h, architecture.outChannels(), 3, 1).value();
    return method.evaluate("torch.contiguous(%s)", out);
  }

  private Value embedding(Layers layers, Weights weights, Value timesteps, Optional<Value> labels) {
    Value time = TimestepEmbedding.write(layers, timesteps, architecture.modelChannels());
    if (labels.isEmpty()) {
      return time;
    }
    int classes = architecture.numClasses().orElseThrow();
    Value table =
        weights.plain(
            "label_emb.weight", Precision.FP32, classes, architecture.embeddingChannels());
    return layers
        .method()
        .evaluate("torch.add(torch.embedding(%s, %s), %s)", table, labels.get(), time);
  }
}
