package io.upstack.stages.inception;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.List;

/**
 * The layers in their fastest form. Batch normalization is part of the kernels, which are computed
 * in double and then rounded to fp32. Feature maps are in channels-last memory, which convolutions
 * accept without copies.
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
    // The average and the convolution are both linear, and the weights of an average sum to 1, so
    // they can run in either order. There are fewer channels to average after the convolution.
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

  /** Writes the convolution and its batch normalization, without the ReLU. */
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
