package io.upstack.stages.features;

import ai.djl.Device;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.programs.LimitedProgram;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Features that can be told from the pixels: pool has the sum of each channel, spatial features are
 * the first row of red, logits the first pixel.
 */
public final class TinyExtractor {
  private TinyExtractor() {}

  public static FeatureExtractor load(Path folder) throws IOException {
    return load(folder, (method, sums) -> sums);
  }

  /**
   * The same, whose pool features of the image of {@link TestImages} of this index are infinite.
   */
  public static FeatureExtractor infiniteAt(int image, Path folder) throws IOException {
    int red = image + 5 * 2;
    return load(
        folder,
        (method, sums) ->
            method.evaluate(
                "torch.div(%s, torch.unsqueeze(torch.sub(torch.select(%s, 1, 0), %s), 1))",
                sums, sums, red));
  }

  /** Makes such an extractor that has memory for only so many images at once. */
  public static FeatureExtractor limited(int most, Path folder) throws IOException {
    return FeatureExtractor.load(writeLimited(most, folder), Device.cpu());
  }

  /** Writes the extractor to a file. */
  public static Path writeLimited(int most, Path folder) throws IOException {
    Path whole = write(folder, (method, sums) -> sums);
    Path limited = folder.resolve("limited.pt");
    LimitedProgram.limit(whole, "forward", "images", most, limited);
    return limited;
  }

  private static FeatureExtractor load(Path folder, PoolFeatures pool) throws IOException {
    return FeatureExtractor.load(write(folder, pool), Device.cpu());
  }

  private static Path write(Path folder, PoolFeatures pool) throws IOException {
    Path file = folder.resolve("extractor.pt");
    ProgramBuilder program = new ProgramBuilder("Extractor");
    MethodBuilder forward = program.method("forward");
    Value images = forward.evaluate("torch.to(%s, 6)", forward.parameter("images"));
    Value sums = forward.evaluate("torch.sum(%s, [2, 3])", images);
    forward.returns(
        pool.of(forward, sums),
        forward.evaluate("torch.select(torch.select(%s, 1, 0), 1, 0)", images),
        forward.evaluate("torch.select(torch.select(%s, 2, 0), 2, 0)", images));
    program.writeTo(file);
    return file;
  }

  @FunctionalInterface
  private interface PoolFeatures {
    Value of(MethodBuilder method, Value sums);
  }
}
