package io.upstack.stages.inspection;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Strings;
import com.google.common.hash.Hashing;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.checkpoints.CheckpointTensor;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.inception.ExtractorFormat;
import io.upstack.stages.inception.UnknownExtractorException;
import io.upstack.stages.problems.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Describes what a checkpoint holds, and which flags fit it. */
public final class CheckpointSummary {
  private final Path file;
  private final PresetNetworks known;
  private final List<String> lines = new ArrayList<>();

  private CheckpointSummary(Path file, PresetNetworks known) {
    this.file = file;
    this.known = known;
  }

  /**
   * Returns the description in lines: the file, the network with its flags in the format of a
   * configuration, and the tensors in the order of the file. For a TorchScript archive, the text
   * says that it is a program, and for a graph or a state dict of the Inception, it says what is
   * missing.
   *
   * @throws io.upstack.stages.checkpoints.MalformedCheckpointException if it is neither
   */
  public static String of(Path file) throws IOException {
    return of(CheckpointFile.of(file), PresetNetworks.none());
  }

  /**
   * Describes one of the state dicts in a training state, like {@link #of(Path)}.
   *
   * @param known the networks of presets, the nearest of which is named
   */
  public static String of(CheckpointFile checkpoint, PresetNetworks known) throws IOException {
    Path file = checkpoint.path();
    CheckpointSummary summary = new CheckpointSummary(file, known);
    Optional<ProgramOutline> program =
        Files.isRegularFile(file) ? ProgramOutline.read(file) : Optional.empty();
    if (program.isPresent()) {
      summary.addFile();
      summary.add("Holds", "a TorchScript program, no state dict");
      summary.add("Class", Printable.name(program.get().name()));
      summary.add("Methods", program.get().listedMethods());
      return summary.text();
    }
    if (isGraph(file)) {
      summary.addFile();
      summary.add("Holds", "a graph of TensorFlow's");
      summary.addInception();
      return summary.text();
    }
    try (StateDict stateDict = StateDict.open(checkpoint, Optional.empty())) {
      summary.addFile();
      summary.addCheckpoint(stateDict);
      return summary.text();
    }
  }

  private static boolean isGraph(Path file) throws IOException {
    try {
      return Files.isRegularFile(file) && ExtractorFormat.of(file) == ExtractorFormat.GRAPH;
    } catch (UnknownExtractorException exception) {
      // The reader of state dicts reports what it is instead.
      return false;
    }
  }

  private void addInception() throws IOException {
    List<String> fit = InceptionFit.describe(file);
    add("Network", fit.get(0));
    lines.addAll(fit.subList(1, fit.size()));
  }

  private void addFile() throws IOException {
    add("File", file.toString());
    add("Size", "%s bytes".formatted(grouped(Files.size(file))));
    add(
        "SHA-256",
        com.google.common.io.Files.asByteSource(file.toFile()).hash(Hashing.sha256()).toString());
  }

  private void addCheckpoint(StateDict checkpoint) throws IOException {
    Collection<CheckpointTensor> tensors = checkpoint.tensors().values();
    checkpoint.notes().forEach(note -> add("Note", note));
    add("Tensors", grouped(tensors.size()));
    add("Parameters", grouped(tensors.stream().mapToLong(CheckpointTensor::elements).sum()));
    add(
        "Types",
        tensors.stream()
            .map(tensor -> tensor.elementType().toString())
            .distinct()
            .collect(joining(", ")));
    if (InceptionFit.isLikely(checkpoint.tensors().keySet())) {
      addInception();
    } else {
      addNetwork(TensorShapes.of(checkpoint).shapes());
    }
    lines.add("");
    addTensors(tensors);
  }

  private void addNetwork(Map<String, List<Long>> shapes) {
    Optional<InferredNetwork> inferred = FlagInference.infer(shapes);
    if (inferred.isEmpty()) {
      add("Network", "none of guided-diffusion's");
      return;
    }
    Network network = inferred.get().network();
    String verdict =
        inferred.get().isExact()
            ? "these flags give precisely its tensors"
            : "these flags come closest, but %s".formatted(differing(inferred.get().differences()));
    add("Network", network.kind().description() + "; " + verdict);
    TensorDifferences.between(network.parameters(), shapes)
        .described()
        .forEach(difference -> lines.add("  it " + difference));
    known.nearest(network.kind(), shapes).ifPresent(this::addPreset);
    lines.add("");
    lines.addAll(FlagText.block(inferred.get()));
    lines.add("");
    lines.add("Not told by the shapes: " + FlagText.untold(network.kind()));
  }

  private void addPreset(PresetNetworks.Nearest nearest) {
    add(
        "Preset",
        nearest.isExact()
            ? "it has the tensors of " + nearest.named()
            : "the nearest is %s; %s".formatted(nearest.named(), differing(nearest.differences())));
  }

  private void addTensors(Collection<CheckpointTensor> tensors) {
    int name =
        tensors.stream().mapToInt(tensor -> Printable.name(tensor.name()).length()).max().orElse(0);
    int type =
        tensors.stream()
            .mapToInt(tensor -> tensor.elementType().toString().length())
            .max()
            .orElse(0);
    for (CheckpointTensor tensor : tensors) {
      lines.add(
          "%s  %s  %s"
              .formatted(
                  Strings.padEnd(Printable.name(tensor.name()), name, ' '),
                  Strings.padEnd(tensor.elementType().toString(), type, ' '),
                  tensor.shape()));
    }
  }

  private void add(String subject, String content) {
    lines.add(Strings.padEnd(subject + ":", 12, ' ') + content);
  }

  private String text() {
    return lines.stream().map(Printable::line).collect(joining("\n", "", "\n"));
  }

  private static String differing(int tensors) {
    return tensors == 1 ? "1 of its tensors differs" : tensors + " of its tensors differ";
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
