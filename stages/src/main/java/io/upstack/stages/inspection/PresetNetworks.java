package io.upstack.stages.inspection;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.joining;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Generation;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.configuration.Presets;
import io.upstack.stages.problems.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The networks of the configurations that come with Upstack, to compare checkpoints with. */
public final class PresetNetworks {
  private static final int MOST_NAMES = 4;

  /**
   * A network of a preset.
   *
   * @param preset the name of the preset
   * @param checkpoint the name of the file that the preset names
   * @param generation the stack that has the network
   */
  public record Entry(String preset, String checkpoint, Network network, Generation generation) {}

  /**
   * The networks that are nearest to a checkpoint, which all have the same tensors.
   *
   * @param differences the number of tensors of the checkpoint that differ
   * @param entries the networks, at least one
   */
  public record Nearest(int differences, List<Entry> entries) {
    public boolean isExact() {
      return differences == 0;
    }

    /** Names the presets, such as "imagenet128-adm (128x128_diffusion.pt)". */
    public String named() {
      List<String> names = entries.stream().map(Entry::preset).distinct().toList();
      int more = names.size() - MOST_NAMES;
      return "%s%s (%s)"
          .formatted(
              names.stream().limit(MOST_NAMES).collect(joining(", ")),
              more > 0 ? " and %d more".formatted(more) : "",
              entries.stream()
                  .map(Entry::checkpoint)
                  .distinct()
                  .limit(MOST_NAMES)
                  .collect(joining(", ")));
    }
  }

  private final List<Entry> entries;

  private PresetNetworks(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** Returns no networks, for callers that compare checkpoints with none. */
  public static PresetNetworks none() {
    return new PresetNetworks(List.of());
  }

  /**
   * Reads the presets. Those that cannot be read are left out, as only their own user needs them.
   */
  public static PresetNetworks of(Presets presets) {
    List<Entry> entries = new ArrayList<>();
    for (String name : presets.names()) {
      Problems problems = new Problems();
      Generation generation =
          ConfigurationFile.read(presets.file(name), List.of(), problems).getGeneration();
      if (problems.isEmpty()) {
        entries(name, generation).forEach(entries::add);
      }
    }
    return new PresetNetworks(entries);
  }

  private static Stream<Entry> entries(String name, Generation generation) {
    List<Entry> entries = new ArrayList<>();
    if (generation.hasBase()) {
      BaseStage base = generation.getBase();
      entries.add(entry(name, base.getModelPath(), Network.of(base.getModel()), generation));
      if (base.hasClassifier()) {
        String path = base.getClassifier().getClassifierPath();
        entries.add(entry(name, path, Network.of(base), generation));
      }
    }
    if (generation.hasUpsampler()) {
      entries.add(
          entry(
              name,
              generation.getUpsampler().getModelPath(),
              Network.of(generation.getUpsampler().getModel()),
              generation));
    }
    return entries.stream();
  }

  private static Entry entry(String name, String path, Network network, Generation generation) {
    return new Entry(name, String.valueOf(Path.of(path).getFileName()), network, generation);
  }

  /**
   * Returns the networks that are nearest to a checkpoint; nothing if there is no network of its
   * kind.
   *
   * @param shapes the shapes of the checkpoint's tensors by name
   */
  public Optional<Nearest> nearest(NetworkKind kind, Map<String, List<Long>> shapes) {
    List<Entry> candidates =
        entries.stream().filter(entry -> entry.network().kind() == kind).toList();
    List<Nearest> distinct =
        candidates.stream()
            .map(Entry::network)
            .distinct()
            .map(
                network ->
                    new Nearest(
                        TensorDifferences.between(network.parameters(), shapes).count(),
                        candidates.stream()
                            .filter(entry -> entry.network().equals(network))
                            .toList()))
            .toList();
    Optional<Nearest> first = distinct.stream().min(comparingInt(Nearest::differences));
    return first.map(
        nearest ->
            new Nearest(
                nearest.differences(),
                distinct.stream()
                    .filter(other -> other.differences() == nearest.differences())
                    .flatMap(other -> other.entries().stream())
                    .toList()));
  }
}
