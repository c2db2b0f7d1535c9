package io.upstack.stages.diffusion;

import io.upstack.stages.networks.ClassifierArchitecture;
import io.upstack.stages.networks.NoisyClassifier;
import io.upstack.stages.networks.Precision;
import io.upstack.stages.networks.UNet;
import io.upstack.stages.networks.UNetArchitecture;
import io.upstack.stages.networks.Weights;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.Optional;

/** Adds the networks alone to a program, as methods that guided-diffusion's modules also have. */
public final class NetworkMethods {
  private NetworkMethods() {}

  /**
   * Adds {@code forward(x, timesteps, [low_res], [y])}: x is [N, 3, H, W], timesteps is [N],
   * low_res is [N, 3, h, w] in [-1, 1] for an upsampler, and y is [N] int64 for a class-conditional
   * network.
   */
  public static void denoiser(
      ProgramBuilder program, UNetArchitecture architecture, Precision precision, Weights weights) {
    MethodBuilder method = program.method("forward");
    Value x = method.parameter("x");
    Value timesteps = method.parameter("timesteps");
    Value input = x;
    if (architecture.inChannels() == 2 * Denoiser.IMAGE_CHANNELS) {
      input = concatenated(method, x, enlarged(method, method.parameter("low_res"), x));
    }
    Optional<Value> labels =
        architecture.numClasses().isPresent()
            ? Optional.of(method.parameter("y"))
            : Optional.empty();
    UNet network = new UNet(architecture, precision);
    method.returns(network.write(method, weights, input, timesteps, labels));
  }

  /**
   * Adds {@code classifier(x, timesteps)}, which returns logits [N, classes], and {@code
   * gradient(x, timesteps, y)}, which returns logits and the gradient of the summed log
   * probabilities of y and must run with gradients on.
   */
  public static void classifier(
      ProgramBuilder program,
      ClassifierArchitecture architecture,
      Precision precision,
      Weights weights) {
    NoisyClassifier network = new NoisyClassifier(architecture, precision);
    MethodBuilder logits = program.method("classifier");
    Value x = logits.parameter("x");
    logits.returns(network.logits(logits, weights, x, logits.parameter("timesteps")));

    MethodBuilder gradient = program.method("gradient");
    NoisyClassifier.Guidance guidance =
        network.gradient(
            gradient,
            weights,
            gradient.parameter("x"),
            gradient.parameter("timesteps"),
            gradient.parameter("y"));
    gradient.returns(guidance.logits(), guidance.gradient());
  }

  static Value concatenated(MethodBuilder method, Value x, Value upsampled) {
    return method.evaluate("torch.cat([%s, %s], 1)", x, upsampled);
  }

  /**
   * Enlarges images to the size of x bilinearly, without aligning corners (SuperResModel of
   * guided_diffusion/unet.py).
   */
  private static Value enlarged(MethodBuilder method, Value lowResolution, Value x) {
    return method.evaluate(
        "torch.upsample_bilinear2d(%s, [torch.size(%s, 2), torch.size(%s, 3)], False, None)",
        lowResolution, x, x);
  }
}
