package io.upstack.stages.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.programs.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Replays a sampling run twice: first each step alone, starting from the recorded sample before it,
 * and then the run as a whole.
 */
final class RecordedRun {
  private final Denoiser denoiser;
  private final Program program;
  private final RecordedArrays recorded;
  private final NDArray start;
  private final NDArray samples;
  private final NDArray predictedStarts;
  private final Optional<NDArray> noise;
  private final Optional<NDArray> labels;
  private final Optional<NDArray> condition;

  RecordedRun(Denoiser denoiser, Program program, RecordedArrays recorded) throws IOException {
    this.denoiser = denoiser;
    this.program = program;
    this.recorded = recorded;
    this.start = recorded.get("x_T");
    this.samples = recorded.get("samples");
    this.predictedStarts = recorded.get("pred_xstart");
    this.noise = denoiser.isStochastic() ? Optional.of(recorded.get("noise")) : Optional.empty();
    this.labels = denoiser.takesLabels() ? Optional.of(recorded.get("y")) : Optional.empty();
    this.condition =
        denoiser.isUpsampler() ? Optional.of(enlarged(recorded.get("low_res"))) : Optional.empty();
  }

  private NDArray enlarged(NDArray lowResolution) {
    String method = lowResolution.getDataType() == DataType.UINT8 ? "enlarge" : "enlarge_scaled";
    return program.run(method, new NDList(lowResolution)).singletonOrThrow();
  }

  List<ArrayComparison> compare() throws IOException {
    List<ArrayComparison> comparisons = new ArrayList<>();
    comparisons.add(compareTimesteps());
    comparisons.addAll(compareSingleSteps());
    comparisons.addAll(compareWholeRun());
    return comparisons;
  }

  /** Compares the original timestep of each step, in the order taken. */
  private ArrayComparison compareTimesteps() throws IOException {
    int[] map = denoiser.process().timestepMap();
    double[] taken = new double[map.length];
    for (int step = 0; step < map.length; step++) {
      taken[step] = map[map.length - 1 - step];
    }
    return ArrayComparison.relative("timesteps", taken, recorded.doubles("timesteps"), 0);
  }

  private List<ArrayComparison> compareSingleSteps() {
    Errors errors = new Errors("worst step alone");
    for (int step = 0; step < steps(); step++) {
      NDList result = play(step, step == 0 ? start : samples.get(step - 1));
      errors.add(step, result, Tolerances.STEP);
    }
    return errors.worst();
  }

  private List<ArrayComparison> compareWholeRun() throws IOException {
    Errors errors = new Errors("worst step of the run");
    NDArray x = start;
    for (int step = 0; step < steps(); step++) {
      NDList result = play(step, x);
      errors.add(step, result, Tolerances.RUN);
      x = result.get(0);
    }
    List<ArrayComparison> comparisons = new ArrayList<>(errors.worst());
    NDArray images = program.run("images", new NDList(x)).singletonOrThrow();
    comparisons.add(
        RecordedArrays.compareGreyLevels("final_uint8", images, recorded.get("final_uint8")));
    return comparisons;
  }

  /** Returns the sample after a step and the prediction of x_0 that the step used. */
  private NDList play(int step, NDArray x) {
    long[] unspoilt = new long[Math.toIntExact(x.getShape().get(0))];
    Arrays.fill(unspoilt, -1);
    NDList inputs = new NDList(x, x.getManager().create(new long[] {t(step)}));
    inputs.add(x.getManager().create(unspoilt));
    condition.ifPresent(inputs::add);
    labels.ifPresent(inputs::add);
    noise.ifPresent(draws -> inputs.add(draws.get(step)));
    return denoiser.guidance().isPresent()
        ? program.runWithGradients("step", inputs)
        : program.run("step", inputs);
  }

  private int steps() {
    return denoiser.process().steps();
  }

  private int t(int step) {
    return steps() - 1 - step;
  }

  private final class Errors {
    private final String manner;
    private final List<ArrayComparison> ofSamples = new ArrayList<>();
    private final List<ArrayComparison> ofPredictions = new ArrayList<>();

    private Errors(String manner) {
      this.manner = manner;
    }

    private void add(int step, NDList result, double tolerance) {
      String where = "[%d] (%s)".formatted(step, manner);
      ofSamples.add(
          RecordedArrays.compare("samples" + where, result.get(0), samples.get(step), tolerance));
      if (Math.sqrt(denoiser.process().alphasCumprod()[t(step)]) > Tolerances.SMALLEST_SIGNAL) {
        ofPredictions.add(
            RecordedArrays.compare(
                "pred_xstart" + where, result.get(1), predictedStarts.get(step), Tolerances.RUN));
      }
    }

    private List<ArrayComparison> worst() {
      List<ArrayComparison> worst = new ArrayList<>();
      worst(ofSamples).ifPresent(worst::add);
      worst(ofPredictions).ifPresent(worst::add);
      return worst;
    }

    private static Optional<ArrayComparison> worst(List<ArrayComparison> comparisons) {
      return comparisons.stream().max(Comparator.comparingDouble(ArrayComparison::error));
    }
  }
}
