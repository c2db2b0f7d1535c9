package io.upstack.stages.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.BaseStage;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.checkpoints.CheckpointTensor;
import io.upstack.stages.checkpoints.CheckpointWriter;
import io.upstack.stages.checkpoints.LegacyCheckpointWriter;
import io.upstack.stages.checkpoints.PickleWriter;
import io.upstack.stages.checkpoints.PickleWriter.Tensor;
import io.upstack.stages.checkpoints.SafetensorsWriter;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.diffusion.ClassifierGuidance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped classifier in every form in which people have checkpoints gives one program. */
final class CheckpointFormsTest {
  private static final Path CONFIGS = Path.of("..", "configs");
  private static final Path CLASSIFIER = CONFIGS.resolve("fashion32/classifier.pt");

  @TempDir private Path directory;
  private final Map<String, CheckpointTensor> tensors = new LinkedHashMap<>();

  @Test
  void everyFormGivesTheSameProgram() throws IOException {
    byte[] expected = program(CheckpointFile.of(CLASSIFIER));
    try (StateDict shipped = StateDict.open(CLASSIFIER)) {
      tensors.putAll(shipped.tensors());
      for (String prefix : List.of("module.", "_orig_mod.module.")) {
        assertThat(program(zip(PickleWriter.stateDict(), prefix, ""))).isEqualTo(expected);
        assertThat(program(safetensors(prefix))).isEqualTo(expected);
      }
      PickleWriter training = PickleWriter.trainingState().text("net").opcodes("}(");
      assertThat(program(zip(training, "", "u"))).isEqualTo(expected);
      PickleWriter nested = PickleWriter.trainingState().text("state").opcodes("}(");
      CheckpointFile file = zip(nested.text("ema").opcodes("}("), "module.", "uu");
      CheckpointFile named = new CheckpointFile(file.path(), Optional.of("state.ema"));
      assertThat(program(named)).isEqualTo(expected);
      assertThat(program(legacy())).isEqualTo(expected);
    }
  }

  private byte[] program(CheckpointFile checkpoint) throws IOException {
    BaseStage base =
        ConfigurationFile.load(CONFIGS.resolve("fashion32.textproto"), List.of())
            .getGeneration()
            .getBase();
    ClassifierGuidance guidance = Denoisers.base(base, "cpu").guidance().orElseThrow();
    Path program = directory.resolve("program.pt");
    Files.deleteIfExists(program);
    DenoiserPrograms.writeClassifier(guidance, checkpoint, program);
    return Files.readAllBytes(program);
  }

  private CheckpointFile zip(PickleWriter pickle, String prefix, String end) throws IOException {
    int storage = 1;
    for (CheckpointTensor tensor : tensors.values()) {
      pickle.entry(prefix + tensor.name(), contiguous(String.valueOf(storage++), tensor));
    }
    CheckpointWriter writer = CheckpointWriter.of(pickle.opcodes(end).end());
    writer.with("data/0", new byte[4]);
    storage = 1;
    for (CheckpointTensor tensor : tensors.values()) {
      writer.with("data/" + storage++, content(tensor));
    }
    return CheckpointFile.of(writer.writeTo(directory.resolve("zip.pt")));
  }

  private CheckpointFile legacy() throws IOException {
    PickleWriter pickle = PickleWriter.legacyTrainingState().text("ema").opcodes("}(");
    for (CheckpointTensor tensor : tensors.values()) {
      pickle.entry(tensor.name(), contiguous(tensor.name(), tensor));
    }
    LegacyCheckpointWriter writer = LegacyCheckpointWriter.of(pickle.opcodes("u").end());
    writer.with("0", 1, new byte[4]);
    for (CheckpointTensor tensor : tensors.values()) {
      writer.with(tensor.name(), tensor.elements(), content(tensor));
    }
    return CheckpointFile.of(writer.writeTo(directory.resolve("legacy.pth")));
  }

  private CheckpointFile safetensors(String prefix) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    for (CheckpointTensor tensor : tensors.values()) {
      writer.with(prefix + tensor.name(), "F32", tensor.shape(), content(tensor));
    }
    return CheckpointFile.of(writer.writeTo(directory.resolve("weights.safetensors")));
  }

  private static Tensor contiguous(String storage, CheckpointTensor tensor) {
    return Tensor.contiguous(
        "FloatStorage", storage, tensor.shape().stream().mapToLong(Long::longValue).toArray());
  }

  private static byte[] content(CheckpointTensor tensor) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    tensor.copyTo(ElementType.FLOAT32, Channels.newChannel(content));
    return content.toByteArray();
  }
}
