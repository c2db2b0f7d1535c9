package io.upstack.stages.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.Growth;
import io.upstack.stages.checkpoints.PickleWriter.Tensor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Every pickle is decoded or refused, regardless of its content. Nothing else may happen. */
class PickleFuzzTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void everyFlippedByteIsHarmlessOrRefused() {
    byte[] pickle = pickle();
    Random random = new Random(1);
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (int position = 0; position < pickle.length; position++) {
            for (int tries = 0; tries < 15; tries++) {
              byte[] damaged = pickle.clone();
              damaged[position] = (byte) random.nextInt(256);
              assertDecodedOrRefused(damaged);
            }
          }
        });
  }

  @Test
  void everyCutPickleIsRefused() {
    byte[] pickle = pickle();
    for (int length = 0; length < pickle.length; length++) {
      byte[] cut = Arrays.copyOf(pickle, length);
      Assertions.assertThrows(MalformedPickleException.class, () -> StateDictDecoder.decode(cut));
    }
  }

  @Test
  void removedAndRepeatedPartsAreHarmlessOrRefused() {
    byte[] pickle = pickle();
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            int from = random.nextInt(pickle.length);
            int length = random.nextInt(pickle.length - from);
            int to = random.nextInt(pickle.length);
            byte[] damaged = new byte[to + length + pickle.length - from];
            System.arraycopy(pickle, 0, damaged, 0, to);
            System.arraycopy(pickle, from, damaged, to, length);
            System.arraycopy(pickle, from, damaged, to + length, pickle.length - from);
            assertDecodedOrRefused(damaged);
          }
        });
  }

  @Test
  void randomBytesAreRefused() {
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            assertDecodedOrRefused(bytes);
          }
        });
  }

  @Test
  void everyPairOfOpcodesIsHarmlessOrRefused() {
    // A dict open for entries, and above the mark a list, a set and a mark to work with.
    byte[] prefix = "}(]K\1K\2\u008f(".getBytes(StandardCharsets.ISO_8859_1);
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (int pair = 0; pair < 1 << 16; pair++) {
            byte[] suffix = {(byte) (pair >> 8), (byte) pair, 'u', '.'};
            assertDecodedOrRefused(suffix);
            byte[] both = Arrays.copyOf(prefix, prefix.length + suffix.length);
            System.arraycopy(suffix, 0, both, prefix.length, suffix.length);
            assertDecodedOrRefused(both);
          }
        });
  }

  /** Longer sequences of opcodes alone, so that most of them get somewhere. */
  @Test
  void sequencesOfOpcodesAreHarmlessOrRefused() {
    String opcodes = "(()]}}NN2q\0h\0K\1K\2\u0085\u0086\u0087\u0088tausedlbRoQ\u0081\u0090\u0094ci";
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (int seed = 0; seed < 50_000; seed++) {
            Random random = new Random(seed);
            byte[] sequence = new byte[3 + random.nextInt(12)];
            for (int index = 0; index < sequence.length - 1; index++) {
              sequence[index] = (byte) opcodes.charAt(random.nextInt(opcodes.length()));
            }
            sequence[sequence.length - 1] = '.';
            assertDecodedOrRefused(sequence);
          }
        });
  }

  @Test
  void valuesThatHoldThemselvesDoNotRecurse() {
    // A dict whose only value is itself is a dict of dicts.
    byte[] selfish =
        new PickleWriter().protocol(2).opcodes("}q\0").text("self").opcodes("h\0s.").toBytes();
    MalformedPickleException refusal =
        Assertions.assertThrows(
            MalformedPickleException.class, () -> StateDictDecoder.decode(selfish));
    assertThat(refusal)
        .hasMessage(
            "holds a dict of dicts, expected a state dict (a flat dict of tensors): its keys are"
                + " 'self' (dict with 1 entries)");
  }

  @Test
  void deepNestingTakesNoStack() {
    PickleWriter deep = new PickleWriter().protocol(2).opcodes("}").text("deep").opcodes(")");
    deep.opcodes("\u0085".repeat(1_000_000)).opcodes("s.");
    MalformedPickleException refusal =
        Assertions.assertThrows(
            MalformedPickleException.class, () -> StateDictDecoder.decode(deep.toBytes()));
    assertThat(refusal).hasMessage("entry 'deep' is of kind tuple, expected a tensor");
  }

  @Test
  void hugeCountsTakeNoMemory() {
    for (String claim :
        new String[] {
          "X\u00ff\u00ff\u00ff\u00ff",
          "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
          "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
          "\u008b\u00ff\u00ff\u00ff\u007f",
          "B\u00ff\u00ff\u00ff\u00ff"
        }) {
      byte[] pickle = new PickleWriter().protocol(2).opcodes(claim).toBytes();
      MalformedPickleException refusal =
          Assertions.assertThrows(
              MalformedPickleException.class, () -> StateDictDecoder.decode(pickle));
      assertThat(refusal)
          .hasMessageMatching(
              "its pickle ends at byte \\d+, expected \\d+ more bytes at byte \\d+ \\(opcode"
                  + " 0x\\w\\w at byte 2\\)");
    }
  }

  /**
   * A decoder that joins or compares values needs far more time or memory than the bytes of each.
   */
  @Test
  void picklesOfTwiceTheLengthTakeTwiceTheTime() throws Exception {
    PickleWriter module = new PickleWriter().protocol(2).text("m".repeat(900)).opcodes("q\0");
    PickleWriter function = new PickleWriter().text("f".repeat(900)).opcodes("q\1");
    String names =
        new String(module.toBytes(), StandardCharsets.ISO_8859_1)
            + new String(function.toBytes(), StandardCharsets.ISO_8859_1);
    String keys = "}(" + "X\u0004\0\0\0name" + "q\0" + "K\1";
    for (String[] parts :
        new String[][] {
          {names, "h\0h\1\u0093"},
          {keys, "h\0K\1"},
          {"\u0080\2", "]"},
          {"\u0080\2)", "\u0085"},
          {"\u0080\2(", "ccollections\nOrderedDict\n)R"},
          {"\u0080\2(", "X\u0004\0\0\0name\u0094"},
          {"\u0080\2", "("},
          {"\u0080\2]", "(K\1K\2e"}
        }) {
      Growth.assertLinear(
          100_000,
          size -> {
            byte[] bytes =
                new PickleWriter().opcodes(parts[0] + parts[1].repeat(size) + ".").toBytes();
            return () -> {
              try {
                return StateDictDecoder.decode(bytes);
              } catch (MalformedPickleException exception) {
                return exception;
              }
            };
          });
    }
  }

  private static void assertDecodedOrRefused(byte[] pickle) {
    try {
      StateDictDecoder.decode(pickle)
          .forEach((name, layout) -> assertThat(layout.shape()).isNotNull());
    } catch (MalformedPickleException exception) {
      assertThat(exception.getMessage()).isNotBlank().hasSizeLessThan(30_000);
    }
  }

  private static byte[] pickle() {
    return PickleWriter.stateDict()
        .entry("input_blocks.0.0.weight", Tensor.contiguous("FloatStorage", "0", 2, 3))
        .entry("label_emb.weight", Tensor.contiguous("HalfStorage", "1", 70_000, 3))
        .end()
        .toBytes();
  }
}
