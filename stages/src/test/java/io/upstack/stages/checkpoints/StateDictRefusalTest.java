package io.upstack.stages.checkpoints;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.checkpoints.PickleWriter.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictRefusalTest {
  private static final Tensor SIX = Tensor.contiguous("FloatStorage", "0", 6);
  private static final String EXPECTED = "a state dict saved by torch.save or as safetensors";
  private static final String AGAIN = ": the download or copy did not end well, get the file again";
  private static final String CONVERT =
      "expected "
          + EXPECTED
          + ": save it again with PyTorch 1.6 or later:"
          + " torch.save(torch.load(FILE), NEW_FILE, _use_new_zipfile_serialization=True)";

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("model.pt");
  }

  @Test
  void aMissingFileIsNamed() {
    assertRefused("%s does not exist, expected " + EXPECTED, file);
  }

  @Test
  void aDirectoryIsNamed() throws IOException {
    Files.createDirectory(file);
    assertRefused("%s is a directory, expected " + EXPECTED, file);
  }

  @Test
  void anEmptyFileIsNamed() throws IOException {
    Files.createFile(file);
    assertRefused("%s is empty, expected " + EXPECTED + AGAIN, file);
  }

  @Test
  void theOldestFormatIsRefusedWithTheRemedy() throws IOException {
    byte[] tar = Arrays.copyOf("sys_info".getBytes(StandardCharsets.US_ASCII), 512);
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    Files.write(file, tar);
    assertRefused("%s is in PyTorch's old tar format, " + CONVERT, file);
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Files.write(file, new byte[] {1, 2, 3, 4});
    assertRefused("%s is of an unknown format, expected " + EXPECTED, file);
    Files.writeString(file, "Not Found");
    assertRefused("%s is a text file that begins with 'Not Found', expected " + EXPECTED, file);
  }

  @Test
  void aWholeModuleIsRefusedWithTheRemedy() throws IOException {
    PickleWriter pickle =
        new PickleWriter().protocol(2).global("guided_diffusion.unet", "UNetModel");
    CheckpointWriter.of(pickle.opcodes(")\u0081}b.")).writeTo(file);
    assertRefused(
        "%s: holds a pickled object of guided_diffusion.unet.UNetModel, as torch.save(network)"
            + " writes it, expected a state dict; its code would have to be executed, which nothing"
            + " in a checkpoint is: where it was made, save torch.save(network.state_dict(),"
            + " NEW_FILE)",
        file);
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    byte[] whole = CheckpointWriter.of(six()).with("data/0", new byte[24]).toBytes();
    Files.write(file, Arrays.copyOf(whole, 300));
    assertRefused(
        "%s is a zip archive that is cut short or damaged, of 300 bytes, expected "
            + EXPECTED
            + AGAIN,
        file);
  }

  @Test
  void anArchiveOfSomethingElseIsRefused() throws IOException {
    new CheckpointWriter().with("model.json", "{}").writeTo(file);
    assertRefused(
        "%s is a zip archive with the member 'archive/model.json', expected "
            + EXPECTED
            + ": if the file is in it, unpack it",
        file);
    CheckpointWriter.of(six()).with("constants.pkl", "").writeTo(file);
    assertRefused(
        "%s is a TorchScript program, expected "
            + EXPECTED
            + ": a program is an extractor, or an export; the checkpoint is the file of weights"
            + " that it was made of",
        file);
  }

  @Test
  void bigEndianIsRefused() throws IOException {
    CheckpointWriter.of(six()).with("byteorder", "big").writeTo(file);
    assertRefused(
        "%s has byte order 'big', expected 'little': save it again on a little-endian machine",
        file);
  }

  @Test
  void missingAndMisshapenStoragesAreNamedTogether() throws IOException {
    PickleWriter pickle =
        PickleWriter.stateDict()
            .entry("first", SIX)
            .entry("second", Tensor.contiguous("FloatStorage", "1", 6))
            .end();
    CheckpointWriter.of(pickle).with("data/0", new byte[23]).writeTo(file);
    assertRefused(
        "%s: member 'archive/data/0' has 23 bytes, expected 24; lacks the member 'archive/data/1'",
        file);
  }

  @Test
  void foreignGlobalsAreListedTogetherWhateverElseIsWrong() throws IOException {
    PickleWriter pickle =
        new PickleWriter()
            .protocol(2)
            .global("os", "system")
            .text("true")
            .opcodes("\u0085R")
            .global("torch.storage", "_load_from_bytes")
            .global("os", "system")
            .opcodes("\u00ff");
    CheckpointWriter.of(pickle).writeTo(file);
    assertRefused(
        "%s: its pickle names what is not allowed in a state dict: os.system at byte 2,"
            + " torch.storage._load_from_bytes at byte 24; allowed are collections.OrderedDict,"
            + " torch._utils._rebuild_tensor_v2, torch._utils._rebuild_parameter,"
            + " torch.BFloat16Storage, torch.BoolStorage, torch.ByteStorage, torch.CharStorage,"
            + " torch.DoubleStorage, torch.FloatStorage, torch.HalfStorage, torch.IntStorage,"
            + " torch.LongStorage, torch.ShortStorage",
        file);
  }

  @Test
  void aTrainingStateWithoutWeightsIsRefused() throws IOException {
    PickleWriter pickle =
        new PickleWriter()
            .protocol(2)
            .opcodes("}(")
            .text("step")
            .whole(7)
            .text("losses")
            .opcodes("}u.");
    CheckpointWriter.of(pickle).writeTo(file);
    assertRefused(
        "%s: holds a dict of dicts, expected a state dict (a flat dict of tensors): its keys are"
            + " 'step' (int), 'losses' (dict with 0 entries)",
        file);
  }

  @Test
  void entriesThatAreNotTensorsAreNamedTogether() throws IOException {
    PickleWriter pickle =
        PickleWriter.stateDict()
            .entry("weight", SIX)
            .text("step")
            .whole(7)
            .text("name")
            .text("best")
            .opcodes("NN")
            .entry("weight", SIX)
            .end();
    CheckpointWriter.of(pickle).with("data/0", new byte[24]).writeTo(file);
    assertRefused(
        "%s: entry 'step' is of kind int, expected a tensor; entry 'name' is of kind str, expected"
            + " a tensor; a key of kind None, expected str; tensor 'weight' appears twice",
        file);
  }

  @Test
  void aTensorAloneIsRefused() throws IOException {
    CheckpointWriter.of(new PickleWriter().protocol(2).tensor(SIX).opcodes(".")).writeTo(file);
    assertRefused(
        "%s: its pickle holds a value of kind result of torch._utils._rebuild_tensor_v2, expected a"
            + " dict of tensors",
        file);
  }

  @Test
  void tensorsThatLeaveTheirStorageAreNamedTogether() throws IOException {
    long huge = Long.MAX_VALUE;
    PickleWriter pickle =
        PickleWriter.stateDict()
            .entry("late", SIX.at(1, 6))
            .entry("wide", SIX.strided(2))
            .entry("backward", SIX.strided(-1))
            .entry("uneven", SIX.strided(1, 1))
            .entry("huge", new Tensor("FloatStorage", "0", 6, 0, List.of(huge), List.of(0L)))
            .entry("far", SIX.strided(huge))
            .entry("claimed", SIX.at(0, huge))
            .end();
    CheckpointWriter.of(pickle).with("data/0", new byte[24]).writeTo(file);
    List<String> problems =
        List.of(
            "tensor 'late' reaches to element 7 of storage '0', which has 6 (shape [6], strides"
                + " [1], offset 1)",
            "tensor 'wide' reaches to element 11 of storage '0', which has 6 (shape [6], strides"
                + " [2], offset 0)",
            "tensor 'backward' has the shape [6], the strides [-1] and the storage offset 0,"
                + " expected none negative",
            "tensor 'uneven' has the shape [6] and the strides [1, 1], expected as many",
            "tensor 'huge' has the shape [9223372036854775807] and the strides [0] of FLOAT32,"
                + " expected at most 2^40 bytes",
            "tensor 'far' has the shape [6] and the strides [9223372036854775807] of FLOAT32,"
                + " expected at most 2^40 bytes",
            "tensor 'claimed' has a storage of 9223372036854775807 elements, expected 0 to 2^40");
    assertRefused("%s: %s", file, String.join("; ", problems));
  }

  private static PickleWriter six() {
    return PickleWriter.stateDict().entry("weight", SIX).end();
  }

  private void assertRefused(String message, Object... values) {
    assertThatThrownBy(() -> StateDict.open(file))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessage(message, values);
  }
}
