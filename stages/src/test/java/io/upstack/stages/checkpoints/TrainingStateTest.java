package io.upstack.stages.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.Growth;
import io.upstack.stages.checkpoints.PickleWriter.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingStateTest {
  private static final Map<String, List<Long>> WEIGHTS =
      Map.of("time_embed.0.weight", List.of(2L, 3L), "input_blocks.0.0.weight", List.of(2L));
  private static final Map<String, List<Long>> OTHERS = Map.of("layer.weight", List.of(4L));
  private static final String PUBLISHED =
      "published numbers are of the exponential moving average (EMA) of the weights";

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("state.pt");
  }

  @Test
  void theOnlyStateDictIsRead() throws IOException {
    ShapedCheckpoint.writeTrainingState(file, Map.of("model", OTHERS));
    try (StateDict read = StateDict.open(file)) {
      assertThat(shapes(read)).isEqualTo(OTHERS);
      assertThat(read.notes())
          .containsExactly(
              "the state dict 'model' of a training state is read, the only one in it",
              "values of other types are passed over, and never executed: argparse.Namespace");
    }
  }

  @Test
  void theOneThatFitsTheNetworkIsRead() throws IOException {
    ShapedCheckpoint.writeTrainingState(
        file,
        ordered("model", OTHERS, "ema", Map.of("module.a", List.of(4L), "module.b", List.of())));
    Map<String, List<Long>> expected = Map.of("a", List.of(4L), "b", List.of());
    try (StateDict read = StateDict.open(CheckpointFile.of(file), Optional.of(expected))) {
      assertThat(shapes(read)).isEqualTo(expected);
      assertThat(read.notes())
          .contains(
              "the state dict 'ema' of a training state is read, the only one that fits the flags"
                  + " (it also holds 'model')",
              "the prefix 'module.' is taken off the names of all 2 tensors");
    }
  }

  @Test
  void theOnlyOneOfANetworkIsRead() throws IOException {
    ShapedCheckpoint.writeTrainingState(file, ordered("lpips", OTHERS, "net", WEIGHTS));
    try (StateDict read = StateDict.open(file)) {
      assertThat(shapes(read)).isEqualTo(WEIGHTS);
      assertThat(read.notes())
          .contains(
              "the state dict 'net' of a training state is read, the only one of a network that is"
                  + " known (it also holds 'lpips')");
    }
  }

  @Test
  void severalAreNamedWithTheAveragesFirst() throws IOException {
    ShapedCheckpoint.writeTrainingState(file, ordered("model", WEIGHTS, "ema_0.999", WEIGHTS));
    String several =
        "%1$s: is a training state with 2 state dicts; %2$s: name one, '%1$s#ema_0.999' or"
            + " '%1$s#model'";
    assertRefused(Optional.empty(), Optional.empty(), several, file, PUBLISHED);
    assertRefused(Optional.empty(), Optional.of(WEIGHTS), several, file, PUBLISHED);
    assertRefused(
        Optional.empty(),
        Optional.of(OTHERS),
        "%1$s: is a training state with 2 state dicts, none of which fits the flags; %2$s: name"
            + " one, '%1$s#ema_0.999' or '%1$s#model'",
        file,
        PUBLISHED);
    assertRefused(
        Optional.of("average"),
        Optional.empty(),
        "%1$s: holds no state dict under the key 'average', but '%1$s#ema_0.999' or '%1$s#model'",
        file);
  }

  @Test
  void theOneThatIsAskedForIsRead() throws IOException {
    ShapedCheckpoint.writeTrainingState(file, ordered("model", WEIGHTS, "ema_0.999", OTHERS));
    for (Optional<Map<String, List<Long>>> expected :
        List.of(Optional.<Map<String, List<Long>>>empty(), Optional.of(WEIGHTS))) {
      CheckpointFile named = new CheckpointFile(file, Optional.of("ema_0.999"));
      try (StateDict read = StateDict.open(named, expected)) {
        assertThat(shapes(read)).isEqualTo(OTHERS);
      }
    }
  }

  @Test
  void keysOfNestedOnesAreJoinedByDots() throws IOException {
    PickleWriter pickle = PickleWriter.trainingState().text("state").opcodes("}(").text("ema");
    pickle.opcodes("}(").entry("weight", Tensor.contiguous("FloatStorage", "0", 1)).opcodes("u");
    pickle.text("nets").opcodes("](}(").entry("weight", Tensor.contiguous("FloatStorage", "0", 1));
    CheckpointWriter.of(pickle.opcodes("ueu").end()).with("data/0", new byte[4]).writeTo(file);
    for (String key : List.of("state.ema", "state.nets.0")) {
      CheckpointFile named = new CheckpointFile(file, Optional.of(key));
      try (StateDict read = StateDict.open(named, Optional.empty())) {
        assertThat(read.tensors()).containsOnlyKeys("weight");
      }
    }
  }

  @Test
  void anOptimizerIsNamed() throws IOException {
    ShapedCheckpoint.writeTrainingState(file, Map.of());
    assertRefused(
        Optional.empty(),
        Optional.empty(),
        "%s: holds the state of an optimizer under 'optimizer' and no weights, expected a state"
            + " dict: these are in the file of the same step whose name begins with ema_ or model"
            + " (its keys are 'step' (int), 'args' (result of argparse.Namespace), 'optimizer'"
            + " (dict with 2 entries))",
        file);
    PickleWriter alone = new PickleWriter().protocol(2).opcodes("}(").text("state").opcodes("}");
    CheckpointWriter.of(alone.text("param_groups").opcodes("]u.")).writeTo(file);
    assertRefused(
        Optional.empty(),
        Optional.empty(),
        "%s: holds the state of an optimizer and no weights, expected a state dict: these are in"
            + " the file of the same step whose name begins with ema_ or model (its keys are"
            + " 'state' (dict with 0 entries), 'param_groups' (list))",
        file);
  }

  @Test
  void aKeyOfASingleStateDictIsRefused() throws IOException {
    ShapedCheckpoint.write(file, OTHERS);
    assertRefused(
        Optional.of("ema"),
        Optional.empty(),
        "%s: holds a single state dict, and none under the key 'ema': leave '#' and the key out",
        file);
  }

  /** Storages of what is not read lie between those that are. */
  @Test
  void theFormatBeforePyTorch16HasTrainingStatesToo() throws IOException {
    PickleWriter pickle = PickleWriter.legacyTrainingState().text("ema").opcodes("}(");
    pickle.entry("weight", Tensor.contiguous("FloatStorage", "1", 2)).opcodes("u").end();
    LegacyCheckpointWriter.of(pickle)
        .with("0", 1, new byte[4])
        .with("1", 2, new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40})
        .writeTo(file);
    try (StateDict read = StateDict.open(file)) {
      assertThat(read.tensors().get("weight").toFloats()).containsExactly(1, 2);
    }
  }

  /** A dict under thousands of keys is thousands of times as much to look at as its bytes. */
  @Test
  void sharedDictsTakeTwiceTheTimeForTwiceTheKeys() throws Exception {
    Growth.assertLinear(
        20_000,
        size -> {
          PickleWriter pickle = new PickleWriter().protocol(2).opcodes("}(").text("a");
          pickle.opcodes("}q\0(");
          for (int index = 0; index < 2_000; index++) {
            pickle.text("key" + index).opcodes("K\1");
          }
          pickle.opcodes("u");
          for (int index = 0; index < size; index++) {
            pickle.text("shared" + index).opcodes("h\0");
          }
          byte[] bytes = pickle.opcodes("u.").toBytes();
          return () -> {
            try {
              return StateDictDecoder.decode(bytes);
            } catch (MalformedPickleException exception) {
              return exception;
            }
          };
        });
  }

  private void assertRefused(
      Optional<String> key,
      Optional<Map<String, List<Long>>> expected,
      String message,
      Object... values) {
    assertThatThrownBy(() -> StateDict.open(new CheckpointFile(file, key), expected))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessage(message, values);
  }

  private static Map<String, List<Long>> shapes(StateDict read) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    read.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  private static <T> Map<String, T> ordered(String first, T one, String second, T two) {
    Map<String, T> ordered = new LinkedHashMap<>();
    ordered.put(first, one);
    ordered.put(second, two);
    return ordered;
  }
}
