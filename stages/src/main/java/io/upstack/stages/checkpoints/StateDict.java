package io.upstack.stages.checkpoints;

import io.upstack.stages.formats.FileFormat;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.zip.MalformedZipException;
import io.upstack.stages.zip.ZipArchive;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tensors of a PyTorch state dict by name. Opening reads its directory and its pickle, which is
 * parsed against a list of allowed types and never executed; the tensors take no heap.
 *
 * <p>The file must not be changed or cut while it is open.
 */
public final class StateDict implements AutoCloseable {
  /** More than a message lists; bounds what a file takes that is wrong everywhere. */
  private static final int MOST_PROBLEMS = 500;

  private static final String EXPECTED = "a state dict saved by torch.save or as safetensors";

  private final CheckpointContent content;
  private final Map<String, CheckpointTensor> tensors;
  private final List<String> notes;
  private final Set<String> storages = new LinkedHashSet<>();

  private StateDict(
      CheckpointContent content, Map<String, CheckpointTensor> tensors, List<String> notes) {
    this.content = content;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.notes = List.copyOf(notes);
    tensors.values().forEach(tensor -> storages.add(tensor.storage()));
  }

  /** As {@link #open(CheckpointFile, Optional)}, of a network that is not known. */
  public static StateDict open(Path path) throws IOException {
    return open(CheckpointFile.of(path), Optional.empty());
  }

  /**
   * Opens a file that {@code torch.save} wrote, in its zip format or in that before PyTorch 1.6, or
   * a file of safetensors. Of a training state, the state dict is read that is asked for, or the
   * only one that fits. What all names begin with is taken off, such as {@code module.}, unless
   * they are the network's already.
   *
   * @param expected names and shapes of the network's tensors, where they are known
   * @throws MalformedCheckpointException naming the file, what is wrong with it and what would be
   *     right, if there is none, it is of another format, damaged, names types that are not
   *     allowed, or holds no state dict, or several that fit
   */
  public static StateDict open(CheckpointFile file, Optional<Map<String, List<Long>>> expected)
      throws IOException {
    Path path = file.path();
    if (!Files.isRegularFile(path)) {
      throw new MalformedCheckpointException(
          "%s %s, expected %s"
              .formatted(
                  path,
                  Files.isDirectory(path)
                      ? "is a directory"
                      : Files.exists(path) ? "is not a regular file" : "does not exist",
                  EXPECTED));
    }
    Selection selection = new Selection(path.toString(), file.key(), expected);
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return open(channel, content(channel, path), path, selection);
    } catch (MalformedPickleException exception) {
      channel.close();
      throw new MalformedCheckpointException(path + ": " + exception.getMessage(), exception);
    } catch (MalformedZipException exception) {
      channel.close();
      throw new MalformedCheckpointException(exception.getMessage(), exception);
    } catch (Throwable exception) {
      channel.close();
      throw exception;
    }
  }

  private static CheckpointContent content(FileChannel channel, Path path) throws IOException {
    FileFormat format =
        FileFormat.of(channel, path.toString())
            .orElseThrow(
                () ->
                    new MalformedCheckpointException(
                        "%s is of an unknown format, expected %s".formatted(path, EXPECTED)));
    return switch (format.kind()) {
      case TORCH -> new CheckpointArchive(ZipArchive.open(channel, path.toString()));
      case TORCH_LEGACY -> new LegacyCheckpoint(channel);
      case SAFETENSORS -> new SafetensorsCheckpoint(channel);
      case EMPTY, TORCH_TAR, TORCHSCRIPT, NPZ, ZIP, CUT_ZIP, FOREIGN ->
          throw new MalformedCheckpointException(format.refusal(path.toString(), EXPECTED));
    };
  }

  private static StateDict open(
      FileChannel channel, CheckpointContent content, Path path, Selection selection)
      throws IOException, MalformedPickleException {
    Selection.Selected selected = content.select(selection);
    SharedPrefix<TensorLayout> named = SharedPrefix.takenOff(selected.tensors());
    MappedFile file = new MappedFile(channel);
    Map<String, CheckpointTensor> tensors = new LinkedHashMap<>();
    Set<String> problems = new LinkedHashSet<>();
    for (Map.Entry<String, TensorLayout> entry : named.tensors().entrySet()) {
      if (problems.size() > MOST_PROBLEMS) {
        break;
      }
      TensorLayout layout = entry.getValue();
      try {
        long position = content.storagePosition(layout);
        tensors.put(entry.getKey(), new CheckpointTensor(entry.getKey(), layout, file, position));
      } catch (MalformedPickleException exception) {
        problems.add(exception.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new MalformedCheckpointException(path + ": " + Printable.listed(problems, "; "));
    }
    List<String> notes = new ArrayList<>(selected.notes());
    notes.addAll(named.notes());
    return new StateDict(content, tensors, notes);
  }

  /** How the tensors were found and named where that is not as in the file, a line each. */
  public List<String> notes() {
    return notes;
  }

  /** By name, in the order of the file. */
  public Map<String, CheckpointTensor> tensors() {
    return tensors;
  }

  /**
   * Reads every storage once and compares its CRC-32, which opening does not, and which the format
   * before PyTorch 1.6 does not have.
   *
   * @throws MalformedCheckpointException naming the first storage that is damaged
   */
  public void verify() throws IOException {
    try {
      for (String storage : storages) {
        content.verify(storage);
      }
    } catch (MalformedZipException exception) {
      throw new MalformedCheckpointException(exception.getMessage(), exception);
    }
  }

  /** Closes the file. Pieces of it that were handed out stay readable. */
  @Override
  public void close() throws IOException {
    content.close();
  }
}
