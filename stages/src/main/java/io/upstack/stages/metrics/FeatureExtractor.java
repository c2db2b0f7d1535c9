package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.checkpoints.MalformedCheckpointException;
import io.upstack.stages.inception.ExtractorFormat;
import io.upstack.stages.inception.InceptionFile;
import io.upstack.stages.inception.MalformedGraphException;
import io.upstack.stages.inception.UnknownExtractorException;
import io.upstack.stages.programs.DeviceMemoryException;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.ProgramException;
import io.upstack.stages.programs.TemporaryProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * A network that describes images by features. It is a TorchScript file whose {@code forward} takes
 * RGB images, uint8 [N, 3, H, W], and returns three fp32 tensors: pool features [N, D], spatial
 * features [N, S] or empty, and logits without bias [N, K] or empty. Alternatively, it is a file
 * with the weights of the Inception-v3 of 2015-12-05, for which such a program is written here.
 * Safe for use by many threads.
 */
public final class FeatureExtractor implements AutoCloseable {
  private static final int CHANNELS = 3;

  private final Path file;
  private final Program program;
  private final Program layout;
  private final StagingBuffer staging = new StagingBuffer();
  private final LongAdder programNanoseconds = new LongAdder();

  private FeatureExtractor(Path file, Program program, Program layout) {
    this.file = file;
    this.program = program;
    this.layout = layout;
  }

  /**
   * Loads an extractor in any format of {@link ExtractorFormat}.
   *
   * @throws MetricsException naming the file, if it has none of these formats or is damaged
   * @throws io.upstack.stages.problems.InvalidInputException naming all weights that do not fit, if
   *     it is a file of weights, but not of the Inception
   */
  public static FeatureExtractor load(Path file, Device device) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new MetricsException(String.format(ROOT, "extractor %s is not a file", file));
    }
    try {
      Program program = program(file, device);
      try {
        return new FeatureExtractor(file, program, TemporaryProgram.load(layoutProgram(), device));
      } catch (Throwable e) {
        program.close();
        throw e;
      }
    } catch (ProgramException
        | UnknownExtractorException
        | MalformedCheckpointException
        | MalformedGraphException exception) {
      throw new MetricsException("extractor " + exception.getMessage(), exception);
    }
  }

  private static Program program(Path file, Device device) throws IOException {
    return switch (ExtractorFormat.of(file)) {
      case PROGRAM -> Program.load(file, device);
      case STATE_DICT, GRAPH -> TemporaryProgram.load(InceptionFile.of(file).program(), device);
    };
  }

  /** Writes a program that transposes [N, H, W, 3] to [N, 3, H, W]. */
  private static ProgramBuilder layoutProgram() {
    ProgramBuilder program = new ProgramBuilder("Layout");
    MethodBuilder forward = program.method("forward");
    forward.returns(
        forward.evaluate(
            "torch.contiguous(torch.permute(%s, [0, 3, 1, 2]))", forward.parameter("images")));
    return program;
  }

  /**
   * Returns the features of some images.
   *
   * @param images uint8 [count, height, width, 3]; its position does not move
   * @throws MetricsException naming the file, if {@code forward} takes or returns something else
   */
  public FeatureBatch extract(ByteBuffer images, int count, int height, int width) {
    return extractTimed(images, count, height, width).batch();
  }

  /**
   * Features and the time it took to compute them.
   *
   * @param programSeconds time of this batch alone, counted as in {@link #programTime}
   */
  public record Timed(FeatureBatch batch, double programSeconds) {}

  /**
   * Does the same as {@link #extract} and measures the time.
   *
   * @throws DeviceMemoryException if the images do not fit onto the device together
   */
  public Timed extractTimed(ByteBuffer images, int count, int height, int width) {
    Shape shape = new Shape(count, height, width, CHANNELS);
    if (count < 1 || images.remaining() != shape.size()) {
      throw new IllegalArgumentException(
          String.format(ROOT, "%d bytes are not images of shape %s", images.remaining(), shape));
    }
    try (NDManager scope = layout.newManager()) {
      NDArray rows = scope.create(staging.hold(images), shape, DataType.UINT8);
      NDArray planes = layout.run("forward", new NDList(rows)).singletonOrThrow();
      long start = System.nanoTime();
      FeatureBatch batch = new ExtractorResults(file, count, run(planes)).toBatch();
      long nanoseconds = System.nanoTime() - start;
      programNanoseconds.add(nanoseconds);
      return new Timed(batch, nanoseconds / 1e9);
    }
  }

  private NDList run(NDArray planes) {
    try {
      return program.run("forward", new NDList(planes));
    } catch (DeviceMemoryException exception) {
      // The images are valid. A smaller batch may fit.
      throw exception;
    } catch (ProgramException | UnsupportedOperationException exception) {
      throw new MetricsException(
          String.format(
              ROOT,
              "extractor %s can't describe uint8 images of shape %s: %s",
              file,
              planes.getShape(),
              reason(exception)),
          exception);
    }
  }

  /** Picks the line with the reason from libtorch's long message. */
  private static String reason(RuntimeException exception) {
    Throwable source = exception.getCause() == null ? exception : exception.getCause();
    List<String> lines =
        String.valueOf(source.getMessage()).lines().filter(line -> !line.isBlank()).toList();
    Optional<String> error = lines.stream().filter(line -> line.contains("Error: ")).findFirst();
    return error.or(() -> lines.stream().findFirst()).orElse("no reason given");
  }

  /**
   * Returns the widths of the features for images of this size by running the extractor on a black
   * image.
   *
   * @throws MetricsException as {@link #extract} does
   */
  public FeatureWidths widths(int height, int width) {
    return extract(ByteBuffer.allocate(height * width * CHANNELS), 1, height, width).widths();
  }

  /**
   * Returns the time that all threads have spent inside the program. It includes copying the
   * results, because otherwise the time of a device that works asynchronously would not show.
   */
  public Duration programTime() {
    return Duration.ofNanos(programNanoseconds.sum());
  }

  @Override
  public void close() {
    try (layout) {
      program.close();
    }
  }
}
