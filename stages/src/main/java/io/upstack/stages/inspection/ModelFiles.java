package io.upstack.stages.inspection;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Generation;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.checkpoints.MalformedCheckpointException;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.configuration.BuildableNetworks;
import io.upstack.stages.configuration.ConfiguredFile;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the checkpoints that a configuration names. */
public final class ModelFiles {
  private static final Logger logger = LoggerFactory.getLogger(ModelFiles.class);
  private static final String UPSAMPLER = "generation.upsampler.";

  private ModelFiles() {}

  /**
   * Returns the problems of the checkpoints that the purpose reads: files that are not state dicts,
   * and tensors that do not fit the flags. Reads only directories and pickles, not weights.
   *
   * <p>It complements {@link io.upstack.stages.configuration.ConfigurationValidator} and repeats
   * none of its problems: it skips files that cannot be read, and does not compare flags that make
   * no network.
   */
  public static Problems check(ResolvedConfiguration resolved, Purpose purpose) {
    return check(resolved, purpose, PresetNetworks::none);
  }

  /**
   * Returns the same problems.
   *
   * @param known the networks of presets, which are asked for only if a checkpoint does not fit; a
   *     preset that it would fit is named
   */
  public static Problems check(
      ResolvedConfiguration resolved, Purpose purpose, Supplier<PresetNetworks> known) {
    Problems problems = new Problems();
    for (ConfiguredFile file : checkpoints(resolved, purpose)) {
      if (file.isReadable()) {
        check(file, network(file, resolved.configuration().getGeneration()), known, problems);
      }
    }
    return problems;
  }

  private static List<ConfiguredFile> checkpoints(ResolvedConfiguration resolved, Purpose purpose) {
    List<ConfiguredFile> files = resolvable(resolved);
    return switch (purpose) {
      case RUN, GENERATE -> files;
      case UPSAMPLE -> files.stream().filter(file -> file.field().startsWith(UPSAMPLER)).toList();
    };
  }

  private static List<ConfiguredFile> resolvable(ResolvedConfiguration resolved) {
    try {
      return resolved.checkpoints();
    } catch (InvalidPathException e) {
      return List.of();
    }
  }

  private static void check(
      ConfiguredFile file,
      Optional<Network> network,
      Supplier<PresetNetworks> known,
      Problems problems) {
    try {
      CheckpointFile checkpoint = new CheckpointFile(file.file().localPath(), file.part());
      check(file, checkpoint, network, known, problems);
    } catch (IOException e) {
      problems.add(file.field(), e.getMessage());
    }
  }

  private static void check(
      ConfiguredFile file,
      CheckpointFile local,
      Optional<Network> network,
      Supplier<PresetNetworks> known,
      Problems problems) {
    try (StateDict checkpoint = StateDict.open(local, network.map(Network::parameters))) {
      String where = "%s (%s)".formatted(file.field(), file.name());
      for (String note : checkpoint.notes()) {
        logger.info("{}: {}", Printable.line(where), Printable.line(note));
      }
      Problems found = new Problems();
      network.ifPresent(expected -> CheckpointFit.check(checkpoint, expected, where, found));
      problems.addAll(found);
      if (!found.isEmpty()) {
        namePreset(TensorShapes.of(checkpoint), known.get(), where, problems);
      }
    } catch (MalformedCheckpointException e) {
      // For an object in a bucket, a copy is read, and the user has never seen the copy's name.
      problems.add(file.field(), e.getMessage().replace(local.path().toString(), file.location()));
    } catch (IOException e) {
      problems.add(
          file.field(), "%s cannot be read: %s".formatted(file.location(), e.getMessage()));
    }
  }

  private static void namePreset(
      TensorShapes tensors, PresetNetworks known, String where, Problems problems) {
    FlagInference.infer(tensors.shapes())
        .flatMap(inferred -> known.nearest(inferred.network().kind(), tensors.shapes()))
        .filter(PresetNetworks.Nearest::isExact)
        .ifPresent(
            nearest -> problems.add(where, "would fit as it is in the preset " + nearest.named()));
  }

  /**
   * Returns the network that the flags next to the file describe, or nothing if they describe none.
   */
  private static Optional<Network> network(ConfiguredFile file, Generation generation) {
    BaseStage base = generation.getBase();
    if (file.field().equals(NetworkKind.BASE_MODEL.place())) {
      return Optional.of(base.getModel()).filter(BuildableNetworks::isBuildable).map(Network::of);
    }
    if (file.field().equals(NetworkKind.CLASSIFIER.place())) {
      return Optional.of(base).filter(BuildableNetworks::isClassifierBuildable).map(Network::of);
    }
    return Optional.of(generation.getUpsampler().getModel())
        .filter(BuildableNetworks::isBuildable)
        .map(Network::of);
  }
}
