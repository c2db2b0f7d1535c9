package io.upstack.stages.diffusion;

import io.upstack.stages.networks.NoisyClassifier;
import io.upstack.stages.networks.Parameters;
import io.upstack.stages.networks.UNet;
import io.upstack.stages.networks.Weights;
import io.upstack.stages.programs.Constants;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes the sampling program of a stage. The program has these methods in this order, where []
 * marks methods and arguments that only some stages have:
 *
 * <ul>
 *   <li>{@code forward(x, timesteps, [low_res], [y])} runs the network as guided-diffusion calls
 *       it.
 *   <li>{@code step(x, t, first_bad, [upsampled], [y], [noise])} takes one reverse step. It returns
 *       x_{t-1}, the prediction of x_0 and, for each sample, the first step that gave a number that
 *       is not finite, or -1.
 *   <li>{@code enlarge(low_res)} turns uint8 NHWC images into the condition of {@code step}.
 *   <li>{@code enlarge_scaled(low_res)} does the same for NCHW images in [-1, 1].
 *   <li>{@code classifier(x, timesteps)} returns logits.
 *   <li>{@code gradient(x, timesteps, y)} returns logits, and the gradient of the log probability
 *       of y.
 *   <li>{@code noise(key, samples, draw)} returns standard normals, see {@link NoiseProgram}.
 *   <li>{@code images(x)} converts samples in [-1, 1] to uint8 NHWC.
 * </ul>
 *
 * <p>Methods that compute a gradient inside ({@code step} of a guided stage, {@code gradient}) must
 * run with gradients on.
 */
public final class DenoiserProgram {
  private static final int UINT8 = 0;

  private final Denoiser denoiser;
  private final ProgramBuilder program = new ProgramBuilder("Denoiser");
  private final Weights weights;
  private final Optional<Weights> classifierWeights;

  private DenoiserProgram(
      Denoiser denoiser, Parameters parameters, Optional<Parameters> classifierParameters) {
    if (classifierParameters.isPresent() != denoiser.guidance().isPresent()) {
      throw new IllegalArgumentException("a classifier's parameters come with guidance");
    }
    this.denoiser = denoiser;
    this.weights = new Weights(program, parameters, "model_");
    this.classifierWeights =
        classifierParameters.map(given -> new Weights(program, given, "classifier_"));
  }

  /**
   * Writes the program of a stage, without saving it to a file.
   *
   * @param parameters the parameters of the denoising network
   * @param classifierParameters the parameters of the classifier, present if and only if the stage
   *     is guided
   */
  public static ProgramBuilder write(
      Denoiser denoiser, Parameters parameters, Optional<Parameters> classifierParameters) {
    DenoiserProgram writer = new DenoiserProgram(denoiser, parameters, classifierParameters);
    NetworkMethods.denoiser(writer.program, denoiser.unet(), denoiser.precision(), writer.weights);
    denoiser.guidance().ifPresent(writer::classifierMethods);
    if (denoiser.isUpsampler()) {
      writer.enlarge();
    }
    writer.step();
    NoiseProgram.write(writer.program, Denoiser.IMAGE_CHANNELS, denoiser.unet().imageSize());
    writer.images();
    return writer.program;
  }

  private void classifierMethods(ClassifierGuidance guidance) {
    NetworkMethods.classifier(
        program, guidance.architecture(), guidance.precision(), classifierWeights.orElseThrow());
  }

  private void step() {
    Coefficients coefficients = new Coefficients(denoiser.process(), denoiser.options());
    Value table = coefficients.declare(program);
    Value map = timesteps();
    MethodBuilder method = program.method("step");
    Value x = method.parameter("x");
    Value t = method.parameter("t");
    Value firstBad = method.parameter("first_bad");
    Value input =
        denoiser.isUpsampler()
            ? NetworkMethods.concatenated(method, x, method.parameter("upsampled"))
            : x;
    Optional<Value> labels =
        denoiser.takesLabels() ? Optional.of(method.parameter("y")) : Optional.empty();
    Optional<Value> noise =
        denoiser.isStochastic() ? Optional.of(method.parameter("noise")) : Optional.empty();

    Value timestep = method.evaluate("torch.index_select(%s, 0, %s)", map, t);
    Optional<Value> modelLabels =
        denoiser.unet().numClasses().isPresent() ? labels : Optional.empty();
    Value output =
        new UNet(denoiser.unet(), denoiser.precision())
            .write(method, weights, input, timestep, modelLabels);
    Optional<Value> gradient =
        denoiser
            .guidance()
            .map(guidance -> scaledGradient(method, guidance, x, timestep, labels.orElseThrow()));
    ReverseStep.Result result =
        new ReverseStep(method, denoiser.options(), coefficients.row(method, table, t))
            .write(x, output, Denoiser.IMAGE_CHANNELS, gradient, noise);
    method.returns(
        result.sample(), result.predictedStart(), firstBad(method, result.sample(), t, firstBad));
  }

  private Value scaledGradient(
      MethodBuilder method, ClassifierGuidance guidance, Value x, Value timestep, Value labels) {
    Value gradient =
        new NoisyClassifier(guidance.architecture(), guidance.precision())
            .gradient(method, classifierWeights.orElseThrow(), x, timestep, labels)
            .gradient();
    Value scale =
        program.tensor("classifier_scale", Constants.float32(List.of(1L), guidance.scale()));
    return method.evaluate("torch.mul(%s, %s)", gradient, scale);
  }

  /** Returns the timestep that the networks are given at each step, [steps]. */
  private Value timesteps() {
    int[] map = denoiser.process().timestepMap();
    List<Long> shape = List.of((long) map.length);
    if (!denoiser.options().rescaleTimesteps()) {
      return program.tensor(
          "timesteps", Constants.int64(shape, Arrays.stream(map).asLongStream().toArray()));
    }
    float scale = (float) (1000.0 / denoiser.process().originalSteps());
    return program.tensor(
        "timesteps",
        Constants.float32(shape, Arrays.stream(map).mapToDouble(t -> (float) t * scale).toArray()));
  }

  private static Value firstBad(MethodBuilder method, Value sample, Value t, Value before) {
    Value finite = method.evaluate("torch.all(torch.flatten(torch.isfinite(%s), 1), 1)", sample);
    return method.evaluate(
        "torch.where(torch.logical_and(torch.lt(%s, 0), torch.logical_not(%s)), %s, %s)",
        before, finite, t, before);
  }

  private void enlarge() {
    MethodBuilder scaled = program.method("enlarge_scaled");
    int size = denoiser.unet().imageSize();
    Value enlarged =
        scaled.evaluate(
            "torch.upsample_bilinear2d(%s, [%d, %d], False, None)",
            scaled.parameter("low_res"), size, size);
    scaled.returns(scaled.evaluate("torch.contiguous(%s)", enlarged));

    MethodBuilder method = program.method("enlarge");
    Value images =
        method.evaluate(
            "torch.sub(torch.div(torch.to(torch.permute(%s, [0, 3, 1, 2]), 6), 127.5), 1.)",
            method.parameter("low_res"));
    method.returns(method.call("enlarge_scaled", images));
  }

  /**
   * Adds {@code images}, which computes {@code ((x + 1) * 127.5).clamp(0, 255)}, truncated, as the
   * scripts of guided-diffusion do.
   */
  private void images() {
    MethodBuilder method = program.method("images");
    Value x = method.parameter("x");
    Value scaled = method.evaluate("torch.clamp(torch.mul(torch.add(%s, 1), 127.5), 0, 255)", x);
    method.returns(
        method.evaluate(
            "torch.contiguous(torch.permute(torch.to(%s, %d), [0, 2, 3, 1]))", scaled, UINT8));
  }
}
