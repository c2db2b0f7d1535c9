package io.upstack.stages.programs;

import static java.util.Locale.ROOT;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Compares convolutions on this processor with sums computed in Java, once per process, before the
 * first program is loaded. Kernels that do not fit a processor silently give wrong numbers, and the
 * resulting samples still look like samples: see {@link ProcessorKernels}.
 *
 * <p>Inputs are small integers, so that all sums are exact in fp32, and even the products of faster
 * number formats are. Each convolution takes a few million operations. Java repeats those of every
 * output channel at some positions.
 */
final class ConvolutionCheck {
  /**
   * The kinds of convolutions in the networks, with sizes that cover the block sizes of the
   * kernels.
   */
  static final List<Kind> KINDS =
      List.of(
          new Kind(3, 32, 17, 3, 1, 1),
          new Kind(48, 64, 17, 3, 1, 1),
          new Kind(80, 192, 17, 3, 1, 0),
          new Kind(192, 64, 17, 3, 1, 1),
          new Kind(448, 96, 8, 3, 1, 1),
          new Kind(160, 192, 17, 1, 1, 0),
          new Kind(96, 96, 17, 3, 2, 0));

  /** The convolution whose gradient with respect to its input is compared too. */
  static final Kind BACKWARD = new Kind(64, 64, 17, 3, 1, 1);

  /**
   * The distance between the positions that Java repeats. It is a prime, so that each channel has
   * different positions.
   */
  private static final int PLACES = 67;

  /**
   * The allowed rounding error as a fraction of the sum of all magnitudes. It covers any order of
   * summation and Winograd's transforms.
   */
  private static final double ROUNDING = 1e-4;

  private static Optional<ConvolutionCheck.Result> result = Optional.empty();

  private ConvolutionCheck() {}

  /**
   * A convolution of square images and kernels in fp32.
   *
   * @param side edge length of the image in pixels
   * @param kernel edge length of the kernel in pixels
   */
  record Kind(int inputs, int outputs, int side, int kernel, int stride, int padding) {
    int outputSide() {
      return (side + 2 * padding - kernel) / stride + 1;
    }

    String describe() {
      return String.format(
          ROOT, "%dx%d from %d to %d channels, stride %d", kernel, kernel, inputs, outputs, stride);
    }

    /** Returns x [1, inputs, side, side] with values from -3 to 3. */
    float[] image() {
      return numbers(inputs * side * side, 7, 3);
    }

    /** Returns weights [outputs, inputs, kernel, kernel] with values from -2 to 2. */
    float[] weights() {
      return numbers(outputs * inputs * kernel * kernel, 5, 2);
    }

    /**
     * Returns the gradient of the loss with respect to the outputs, [1, outputs, outputSide,
     * outputSide], with values from -2 to 2.
     */
    float[] gradient() {
      return numbers(outputs * outputSide() * outputSide(), 5, 2);
    }

    private static float[] numbers(int count, int values, int middle) {
      float[] numbers = new float[count];
      int state = count;
      for (int i = 0; i < count; i++) {
        state = state * 1_103_515_245 + 12_345;
        numbers[i] = (state >>> 16) % values - middle;
      }
      return numbers;
    }
  }

  /** Computes the convolutions that are checked. */
  interface Convolutions {
    /** Returns the outputs, [1, outputs, outputSide, outputSide]. */
    float[] forward(Kind kind, float[] image, float[] weights);

    /** Returns the gradient with respect to the image, [1, inputs, side, side]. */
    float[] backward(Kind kind, float[] image, float[] weights, float[] gradient);
  }

  private record Result(Optional<String> problem) {}

  /**
   * Checks the processor on the first call.
   *
   * @throws WrongProcessorException every time, if its convolutions are wrong
   */
  static synchronized void requireRightSums() {
    if (result.isEmpty()) {
      try (OfEngine engine = new OfEngine()) {
        result = Optional.of(new Result(problem(Path.of("/proc/cpuinfo"), engine)));
      }
    }
    result
        .get()
        .problem()
        .ifPresent(
            problem -> {
              throw new WrongProcessorException(problem);
            });
  }

  /** Returns the problem, or nothing if all sums are right. */
  static Optional<String> problem(Path processors, Convolutions convolutions) {
    for (Kind kind : KINDS) {
      float[] image = kind.image();
      float[] weights = kind.weights();
      double difference = 0;
      float[] outputs = convolutions.forward(kind, image, weights);
      for (int channel = 0; channel < kind.outputs(); channel++) {
        for (int place = channel % PLACES; place < places(kind); place += PLACES) {
          double found = outputs[channel * places(kind) + place];
          difference = largest(difference, found - output(kind, image, weights, channel, place));
        }
      }
      if (!(difference <= rounding(kind.inputs() * kind.kernel() * kind.kernel()))) {
        return Optional.of(message(processors, kind.describe(), difference));
      }
    }
    // The gradient is checked last, because the gradients of wrong kernels have crashed processes.
    double difference = differenceOfGradients(BACKWARD, convolutions);
    return difference <= rounding(BACKWARD.outputs() * BACKWARD.kernel() * BACKWARD.kernel())
        ? Optional.empty()
        : Optional.of(message(processors, "the gradient of " + BACKWARD.describe(), difference));
  }

  private static double differenceOfGradients(Kind kind, Convolutions convolutions) {
    float[] weights = kind.weights();
    float[] gradient = kind.gradient();
    float[] found = convolutions.backward(kind, kind.image(), weights, gradient);
    int places = kind.side() * kind.side();
    double difference = 0;
    for (int channel = 0; channel < kind.inputs(); channel++) {
      for (int place = channel % PLACES; place < places; place += PLACES) {
        difference =
            largest(
                difference,
                found[channel * places + place]
                    - inputGradient(kind, weights, gradient, channel, place));
      }
    }
    return difference;
  }

  /** Returns the larger magnitude. NaN counts as infinite. */
  private static double largest(double difference, double other) {
    return Double.isNaN(other) ? Double.POSITIVE_INFINITY : Math.max(difference, Math.abs(other));
  }

  private static int places(Kind kind) {
    return kind.outputSide() * kind.outputSide();
  }

  /** Returns the allowed rounding error. Terms have an average magnitude of two. */
  private static double rounding(int terms) {
    return ROUNDING * 2 * terms;
  }

  /** Computes one output from the definition. */
  private static double output(Kind kind, float[] image, float[] weights, int channel, int place) {
    int top = place / kind.outputSide() * kind.stride() - kind.padding();
    int left = place % kind.outputSide() * kind.stride() - kind.padding();
    double sum = 0;
    for (int input = 0; input < kind.inputs(); input++) {
      for (int i = 0; i < kind.kernel(); i++) {
        for (int j = 0; j < kind.kernel(); j++) {
          int row = top + i;
          int column = left + j;
          if (row >= 0 && row < kind.side() && column >= 0 && column < kind.side()) {
            sum +=
                (double) image[(input * kind.side() + row) * kind.side() + column]
                    * weight(kind, weights, channel, input, i, j);
          }
        }
      }
    }
    return sum;
  }

  /** Computes one value of the gradient with respect to the image from the definition. */
  private static double inputGradient(
      Kind kind, float[] weights, float[] gradient, int input, int place) {
    int row = place / kind.side();
    int column = place % kind.side();
    int side = kind.outputSide();
    double sum = 0;
    for (int channel = 0; channel < kind.outputs(); channel++) {
      for (int i = 0; i < kind.kernel(); i++) {
        for (int j = 0; j < kind.kernel(); j++) {
          int y = row + kind.padding() - i;
          int x = column + kind.padding() - j;
          boolean isReached = y % kind.stride() == 0 && x % kind.stride() == 0;
          int down = Math.floorDiv(y, kind.stride());
          int along = Math.floorDiv(x, kind.stride());
          if (isReached && down >= 0 && down < side && along >= 0 && along < side) {
            sum +=
                (double) gradient[(channel * side + down) * side + along]
                    * weight(kind, weights, channel, input, i, j);
          }
        }
      }
    }
    return sum;
  }

  private static float weight(
      Kind kind, float[] weights, int channel, int input, int row, int column) {
    return weights[
        ((channel * kind.inputs() + input) * kind.kernel() + row) * kind.kernel() + column];
  }

  private static String message(Path processors, String kind, double difference) {
    return String.format(
        ROOT,
        "convolutions come out wrong on this processor (%s): %s is off by %.3g where no more than"
            + " rounding was expected; set ONEDNN_MAX_CPU_ISA=AVX2 in the environment, whose"
            + " kernels do not depend on the processor's caches",
        name(processors),
        kind,
        difference);
  }

  private static String name(Path processors) {
    try {
      return Files.readAllLines(processors).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(ConvolutionCheck::architecture);
    } catch (IOException | UncheckedIOException e) {
      return architecture();
    }
  }

  private static String architecture() {
    return System.getProperty("os.arch");
  }

  /** Computes convolutions with the kernels that programs run with. */
  static final class OfEngine implements Convolutions, AutoCloseable {
    private static final String FORWARD = "forward_";
    private static final String BACKWARD_METHOD = "backward";

    private final Program program;

    OfEngine() {
      ProgramBuilder builder = new ProgramBuilder("ConvolutionCheck");
      for (Kind kind : KINDS) {
        MethodBuilder method = builder.method(FORWARD + KINDS.indexOf(kind));
        Value x = method.parameter("x");
        method.returns(convolution(method, kind, x));
      }
      MethodBuilder method = builder.method(BACKWARD_METHOD);
      Value x = method.parameter("x");
      Value leaf = method.evaluate("torch.requires_grad_(torch.detach(%s), True)", x);
      Value outputs = convolution(method, BACKWARD, leaf);
      Value loss =
          method.evaluate("torch.sum(torch.mul(%s, %s))", outputs, method.parameter("gradient"));
      Value found =
          method.evaluate(
              "unchecked_cast(Tensor, (torch.autograd.grad([%s], [%s]))[0])", loss, leaf);
      method.returns(method.evaluate("torch.contiguous(torch.detach(%s))", found));
      try {
        this.program = TemporaryProgram.loadUnchecked(builder, Device.cpu());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public float[] forward(Kind kind, float[] image, float[] weights) {
      try (NDManager manager = program.newManager()) {
        return program
            .run(FORWARD + KINDS.indexOf(kind), inputs(kind, manager, image, weights))
            .get(0)
            .toFloatArray();
      }
    }

    @Override
    public float[] backward(Kind kind, float[] image, float[] weights, float[] gradient) {
      try (NDManager manager = program.newManager()) {
        NDList inputs = inputs(kind, manager, image, weights);
        inputs.add(
            manager.create(
                gradient, new Shape(1, kind.outputs(), kind.outputSide(), kind.outputSide())));
        return program.runWithGradients(BACKWARD_METHOD, inputs).get(0).toFloatArray();
      }
    }

    private static Value convolution(MethodBuilder method, Kind kind, Value x) {
      return method.evaluate(
          "torch.conv2d(%s, %s, None, [%s, %s], [%s, %s])",
          x,
          method.parameter("weight"),
          kind.stride(),
          kind.stride(),
          kind.padding(),
          kind.padding());
    }

    private static NDList inputs(Kind kind, NDManager manager, float[] image, float[] weights) {
      NDArray x = manager.create(image, new Shape(1, kind.inputs(), kind.side(), kind.side()));
      NDArray weight =
          manager.create(
              weights, new Shape(kind.outputs(), kind.inputs(), kind.kernel(), kind.kernel()));
      return new NDList(x, weight);
    }

    @Override
    public void close() {
      program.close();
    }
  }
}
