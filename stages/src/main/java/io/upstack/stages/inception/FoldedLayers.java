package io.upstack.stages.inception;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.ArrayList;
import java.util.Arrays;
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
  public List<FeatureMap> pointwise(FeatureMap x, Convolution... convolutions) {
    if (Boolean.getBoolean("merge")) {
      return merged(x, convolutions);
    }
    return Arrays.stream(convolutions).map(convolution -> convolution(x, convolution)).toList();
  }

  private List<FeatureMap> merged(FeatureMap x, Convolution... convolutions) {
    int channels = Arrays.stream(convolutions).mapToInt(Convolution::out).sum();
    float[] kernel = new float[channels * x.channels()];
    float[] bias = new float[channels];
    int filled = 0;
    for (Convolution convolution : convolutions) {
      FoldedKernel folded = folded(convolution, x.channels());
      System.arraycopy(folded.kernel(), 0, kernel, filled * x.channels(), folded.kernel().length);
      System.arraycopy(folded.bias(), 0, bias, filled, convolution.out());
      filled += convolution.out();
    }
    Convolution all = Convolution.pointwise("pointwise", channels);
    FeatureMap y = rectified(convolve(x, all, new FoldedKernel(kernel, bias)));
    List<FeatureMap> parts = new ArrayList<>();
    int start = 0;
    for (Convolution convolution : convolutions) {
      parts.add(
          new FeatureMap(
              method.evaluate(
                  "torch.slice(%s, 1, %d, %d)", y.value(), start, start + convolution.out()),
              convolution.out()));
      start += convolution.out();
    }
    return parts;
  }

  @Override
  public FeatureMap pointwiseOfAverages(FeatureMap x, Convolution convolution) {
    if (Boolean.getBoolean("poolfirst")) {
      return convolution(averages(x), convolution);
    }
    // Both are linear, and the weights of an average sum to 1: the order is free, and there are
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

  private FeatureMap linear(FeatureMap x, Convolution convolution) {
    return convolve(x, convolution, folded(convolution, x.channels()));
  }

  private FeatureMap convolve(FeatureMap x, Convolution convolution, FoldedKernel folded) {
    String name = prefix + convolution.name();
    List<Long> shape = convolution.kernelShape(x.channels());
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

  private FoldedKernel folded(Convolution convolution, int in) {
    String name = prefix + convolution.name();
    return FoldedKernel.of(
        parameters.kernel(name, convolution.kernelShape(in)),
        parameters.batchNormalization(name, convolution.out()));
  }
}
