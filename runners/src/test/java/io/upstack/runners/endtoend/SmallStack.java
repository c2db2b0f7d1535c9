package io.upstack.runners.endtoend;

import com.google.protobuf.TextFormat;
import io.upstack.proto.RunConfiguration;
import io.upstack.stages.configuration.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes the shipped stack small enough for seconds: few steps, few samples, a small reference. */
final class SmallStack {
  static final Path CONFIGURATIONS = Path.of("..", "configs").toAbsolutePath().normalize();
  static final Path SHIPPED = CONFIGURATIONS.resolve("fashion32.textproto");
  static final Path MODELS = CONFIGURATIONS.resolve("fashion32");

  private SmallStack() {}

  /** These samples are a full shard of 16 and one of 8, both of whole micro-batches. */
  static RunConfiguration.Builder builder(Path reference) {
    RunConfiguration.Builder stack =
        ConfigurationFile.load(
            SHIPPED,
            List.of(
                "generation.num_samples=24",
                "generation.seed=7",
                "generation.base.diffusion.timestep_respacing=ddim5",
                "generation.upsampler.diffusion.timestep_respacing=ddim4",
                "execution.batch_size=8",
                "execution.shard_size=16",
                "execution.slots=1",
                "execution.intra_op_threads=1"))
            .toBuilder();
    stack.getGenerationBuilder().getBaseBuilder().setModelPath(model("base.pt"));
    stack
        .getGenerationBuilder()
        .getBaseBuilder()
        .getClassifierBuilder()
        .setClassifierPath(model("classifier.pt"));
    stack.getGenerationBuilder().getUpsamplerBuilder().setModelPath(model("upsampler.pt"));
    stack
        .getEvaluationBuilder()
        .setExtractor(model("features.pt"))
        .setReference(reference.toString());
    return stack;
  }

  /** Writes the stack as it is, with a reference next to it. */
  static Path write(Path directory) throws IOException {
    Path reference = directory.resolve("reference.npz");
    SmallReference.shipped().writeTo(reference);
    return write(directory, builder(reference));
  }

  static Path write(Path directory, RunConfiguration.Builder stack) throws IOException {
    Path file = directory.resolve("stack.textproto");
    return Files.writeString(file, TextFormat.printer().printToString(stack));
  }

  private static String model(String name) {
    return MODELS.resolve(name).toString();
  }
}
