package io.upstack.runners.export;

import io.upstack.stages.diffusion.ClassifierGuidance;
import io.upstack.stages.diffusion.Denoiser;
import java.util.ArrayList;
import java.util.List;

/**
 * The methods of programs, in their order; see {@link io.upstack.stages.diffusion.DenoiserProgram}.
 * N is the number of images, and h and w are the height and width of a low-resolution image.
 */
final class ExportedMethods {
  private static final String FLOAT = "float32";
  private static final String LONG = "int64";
  private static final String BYTE = "uint8";
  private static final String N = "N";
  private static final ExportedTensor LABELS = ExportedTensor.of("y", LONG, N);
  private static final ExportedTensor TIMESTEPS = ExportedTensor.of("timesteps", FLOAT, N);

  private final Denoiser denoiser;
  private final int size;
  private final List<ExportedMethod> methods = new ArrayList<>();

  private ExportedMethods(Denoiser denoiser) {
    this.denoiser = denoiser;
    this.size = denoiser.unet().imageSize();
  }

  /** Returns the methods of a stage's whole program. */
  static List<ExportedMethod> of(Denoiser denoiser) {
    ExportedMethods methods = new ExportedMethods(denoiser);
    methods.forward();
    denoiser.guidance().map(ExportedMethods::of).ifPresent(methods.methods::addAll);
    if (denoiser.isUpsampler()) {
      methods.enlarge();
    }
    methods.step();
    methods.noise();
    methods.add(
        "images",
        List.of(methods.images("x")),
        ExportedTensor.of("images", BYTE, N, methods.size, methods.size, Denoiser.IMAGE_CHANNELS));
    return List.copyOf(methods.methods);
  }

  /** Returns the methods of a classifier alone. */
  static List<ExportedMethod> of(ClassifierGuidance guidance) {
    int size = guidance.architecture().encoder().imageSize();
    ExportedTensor x = planes("x", size);
    ExportedTensor logits =
        ExportedTensor.of("logits", FLOAT, N, guidance.architecture().classes());
    return List.of(
        new ExportedMethod("classifier", List.of(x, TIMESTEPS), List.of(logits)),
        new ExportedMethod(
            "gradient", List.of(x, TIMESTEPS, LABELS), List.of(logits, planes("gradient", size))));
  }

  private void forward() {
    List<ExportedTensor> parameters = new ArrayList<>(List.of(images("x"), TIMESTEPS));
    if (denoiser.isUpsampler()) {
      parameters.add(lowResolution());
    }
    if (denoiser.unet().numClasses().isPresent()) {
      parameters.add(LABELS);
    }
    add(
        "forward",
        parameters,
        ExportedTensor.of("output", FLOAT, N, denoiser.unet().outChannels(), size, size));
  }

  private void enlarge() {
    add("enlarge_scaled", List.of(lowResolution()), images("upsampled"));
    add(
        "enlarge",
        List.of(ExportedTensor.of("low_res", BYTE, N, "h", "w", Denoiser.IMAGE_CHANNELS)),
        images("upsampled"));
  }

  private void step() {
    List<ExportedTensor> parameters =
        new ArrayList<>(
            List.of(
                images("x"),
                ExportedTensor.of("t", LONG, 1),
                ExportedTensor.of("first_bad", LONG, N)));
    if (denoiser.isUpsampler()) {
      parameters.add(images("upsampled"));
    }
    if (denoiser.takesLabels()) {
      parameters.add(LABELS);
    }
    if (denoiser.isStochastic()) {
      parameters.add(images("noise"));
    }
    add(
        "step",
        parameters,
        images("sample"),
        images("pred_xstart"),
        ExportedTensor.of("first_bad", LONG, N));
  }

  private void noise() {
    add(
        "noise",
        List.of(
            ExportedTensor.of("key", LONG, 2),
            ExportedTensor.of("samples", LONG, N),
            ExportedTensor.of("draw", LONG, 1)),
        images("noise"));
  }

  private void add(String name, List<ExportedTensor> parameters, ExportedTensor... results) {
    methods.add(new ExportedMethod(name, parameters, List.of(results)));
  }

  private ExportedTensor images(String name) {
    return planes(name, size);
  }

  private static ExportedTensor planes(String name, int size) {
    return ExportedTensor.of(name, FLOAT, N, Denoiser.IMAGE_CHANNELS, size, size);
  }

  private static ExportedTensor lowResolution() {
    return ExportedTensor.of("low_res", FLOAT, N, Denoiser.IMAGE_CHANNELS, "h", "w");
  }
}
