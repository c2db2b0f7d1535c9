package io.upstack.runners.reference;

import ai.djl.Device;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.ReferenceRequest;
import io.upstack.runners.commands.Work;
import io.upstack.runners.evaluation.ClusterFeatures;
import io.upstack.runners.progress.ProgressDisplay;
import io.upstack.runners.progress.StageGoal;
import io.upstack.stages.devices.VisibleDevices;
import io.upstack.stages.evaluate.ReferenceWriter;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** {@code upstack reference}: writes images and the statistics of their features into one npz. */
public final class ReferenceWork implements Work<ReferenceRequest> {
  @Override
  public ExitStatus perform(ReferenceRequest request, PrintWriter output) throws Exception {
    CheckedReference checked = CheckedReference.of(request);
    TorchEngine.useThreads(Runtime.getRuntime().availableProcessors());
    Optional<String> cache = checked.cache();
    if (cache.isPresent()) {
      try (ObjectStore store = ObjectStores.open(cache.get())) {
        ClusterFeatures features =
            ClusterFeatures.compute(
                checked.settings(),
                checked.extractor(),
                checked.images(),
                checked.batchSize(),
                checked.device(),
                store,
                request.runner());
        checked.output().write(file -> write(checked, features, file));
      }
    } else {
      checked.output().write(file -> extract(checked, file));
    }
    output.printf("%s: %s%n", request.output(), checked.description());
    return ExitStatus.DONE;
  }

  /** Computes the features on a device of this machine, one batch after another. */
  private static void extract(CheckedReference checked, Path file) throws IOException {
    Device device = VisibleDevices.named(checked.device()).get(0).engineDevice();
    ImageSize size = checked.images().size();
    try (FeatureExtractor extractor =
        FeatureExtractor.load(checked.extractor().file().localPath(), device)) {
      checked.extractor().file().requireUnchanged();
      write(
          checked,
          (first, pixels, count) ->
              List.of(extractor.extract(pixels, count, size.height(), size.width())),
          file);
    }
  }

  private static void write(CheckedReference checked, ReferenceWriter.Source source, Path file)
      throws IOException {
    ImageSet images = checked.images();
    List<StageGoal> goals = List.of(new StageGoal(ShardLayout.REFERENCE, 0, images.images()));
    try (MetricProgram program = MetricProgram.open(TorchEngine.device("cpu"));
        ProgressDisplay progress = ProgressDisplay.start(goals);
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      new ReferenceWriter(
              images,
              source,
              checked.extractor().file().sha256(),
              checked.extractor().widths(),
              checked.batchSize(),
              progress)
          .write(program, channel);
    }
  }
}
