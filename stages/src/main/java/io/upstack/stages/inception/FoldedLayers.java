package io.upstack.stages.inception;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.List;

/**
 * The layers as they are fastest: batch normalisation is part of the kernels, in double before it
 * is rounded to fp32, and feature maps are in channels-last memory, which convolutions take without
 * copies.
 */
final class FoldedLayers implements Layers {
  private final ProgramBuilder program;
  private final MethodBuilder method;
  private final InceptionParameters parameters;
  private final String prefix;

  private FoldedLayers(
      ProgramBuilder program, MethodBuilder method, InceptionParameters parameters, String prefix) {
    this.program = program;
    this.method = method;
    this.parameters = parameters;
    this.prefix = prefix;
  }

  static FoldedLayers of(
      ProgramBuilder program, MethodBuilder method, InceptionParameters parameters) {
    return new FoldedLayers(program, method, parameters, "");
  }

  @Override
  public MethodBuilder method() {
    return method;
  }

  @Override
  public Layers in(String module) {
    return new FoldedLayers(program, method, parameters, prefix + module + ".");
  }

  @Override
  public FeatureMap input(Value images, int channels) {
    return new FeatureMap(
        method.evaluate("torch.contiguous(%s, memory_format=2)", images), channels);
  }

  @Override
  public FeatureMap convolution(FeatureMap x, Convolution convolution) {
    return rectified(linear(x, convolution));
  }

  @Override
  public FeatureMap pointwiseOfAverages(FeatureMap x, Convolution convolution) {
    // Both are linear, and the weights of an average sum to 1, so that the order is free: there are
    // fewer channels to average after the convolution.
    return rectified(averages(linear(x, convolution)));
  }

  @Override
  public Value classifier(Value x, int classes, int features) {
    Value weight =
        program.tensor(
            "fc.weight",
            DenseTensor.of(
                List.of((long) classes, (long) features),
                parameters.classifier(classes, features)));
    return method.evaluate("torch.linear(%s, %s)", x, weight);
  }

  /** The convolution and its batch normalisation, without the ReLU. */
  private FeatureMap linear(FeatureMap x, Convolution convolution) {
    String name = prefix + convolution.name();
    List<Long> shape = convolution.kernelShape(x.channels());
    FoldedKernel folded =
        FoldedKernel.of(
            parameters.kernel(name, shape), parameters.batchNormalization(name, convolution.out()));
    Value kernel =
        program.tensor(name + ".weight", DenseTensor.channelsLast(shape, folded.kernel()));
    Value bias =
        program.tensor(
            name + ".bias", DenseTensor.of(List.of((long) convolution.out()), folded.bias()));
    return new FeatureMap(
        method.evaluate(
            "torch.conv2d(%s, %s, %s, %s)", x.value(), kernel, bias, convolution.geometry()),
        convolution.out());
  }
}
