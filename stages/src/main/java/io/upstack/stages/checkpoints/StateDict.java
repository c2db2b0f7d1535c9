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
 * parsed against a list of allowed types and never executed. The tensors take no heap.
 *
 * <p>The file must not be changed or truncated while it is open.
 */
public final class StateDict implements AutoCloseable {
  /**
   * The maximum number of problems that are kept. It is more than a message lists, and limits the
   * memory for a file that is wrong everywhere.
   */
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

  /**
   * Opens the state dict of an unknown network, as {@link #open(CheckpointFile, Optional)} does.
   */
  public static StateDict open(Path path) throws IOException {
    return open(CheckpointFile.of(path), Optional.empty());
  }

  /**
   * Opens a file that {@code torch.save} wrote, in its zip format or in the format before PyTorch
   * 1.6, or a file of safetensors. From a training state, it reads the state dict that is asked
   * for, or the only one that fits. A prefix that all names share, such as {@code module.}, is
   * removed, unless the names are already the network's.
   *
   * @param expected the names and shapes of the network's tensors, if they are known
   * @throws MalformedCheckpointException naming the file, what is wrong with it and what would be
   *     right, if it does not exist, is of another format, is damaged, names types that are not
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
    PagedFile file = new PagedFile(channel);
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

  /**
   * Returns notes on how the tensors were found and named if that differs from the file, one line
   * each.
   */
  public List<String> notes() {
    return notes;
  }

  /** Returns the tensors by name, in the order of the file. */
  public Map<String, CheckpointTensor> tensors() {
    return tensors;
  }

  /**
   * Reads every storage once and compares its CRC-32, which opening does not do. The format before
   * PyTorch 1.6 has no CRC-32.
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
