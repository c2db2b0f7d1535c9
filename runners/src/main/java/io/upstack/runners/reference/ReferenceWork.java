package io.upstack.runners.reference;

import ai.djl.Device;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.ReferenceRequest;
import io.upstack.runners.commands.Work;
import io.upstack.runners.progress.ProgressDisplay;
import io.upstack.runners.progress.StageGoal;
import io.upstack.stages.devices.VisibleDevices;
import io.upstack.stages.evaluate.ReferenceWriter;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.shards.ShardLayout;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** {@code upstack reference}: writes images and the statistics of their features into one npz. */
public final class ReferenceWork implements Work<ReferenceRequest> {
  @Override
  public ExitStatus perform(ReferenceRequest request, PrintWriter output) throws Exception {
    CheckedReference checked = CheckedReference.of(request);
    TorchEngine.useThreads(Runtime.getRuntime().availableProcessors());
    checked.output().write(file -> write(checked, file));
    output.printf("%s: %s%n", request.output(), checked.description());
    return ExitStatus.DONE;
  }

  private static void write(CheckedReference checked, Path file) throws IOException {
    Device device = VisibleDevices.named(checked.device()).get(0).engineDevice();
    ImageSet images = checked.images();
    List<StageGoal> goals = List.of(new StageGoal(ShardLayout.REFERENCE, 0, images.images()));
    try (FeatureExtractor extractor =
            FeatureExtractor.load(checked.extractor().file().localPath(), device);
        MetricProgram program = MetricProgram.open(TorchEngine.device("cpu"));
        ProgressDisplay progress = ProgressDisplay.start(goals);
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      checked.extractor().file().requireUnchanged();
      new ReferenceWriter(
              images,
              extractor,
              checked.extractor().file().sha256(),
              checked.extractor().widths(),
              checked.batchSize(),
              progress)
          .write(program, channel);
    }
  }
}
