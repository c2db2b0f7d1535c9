package io.upstack.runners;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpsampleTest {
  private static final int EDGE = 16;

  @TempDir private Path directory;

  @Test
  void makesTheSamplesThatTwoStagesMakeAndGoesOnWhereItEnded() throws IOException {
    Path whole = directory.resolve("whole");
    CommandLineRun generated = FashionStack.execute("generate", whole, "--num-samples=11");
    assertThat(generated)
        .isEqualTo(new CommandLineRun(0, List.of("samples: %s/samples".formatted(whole)), ""));
    Path file = concatenated(whole.resolve("base"), 2);

    Path output = directory.resolve("output");
    CommandLineRun first = upsample(file, output, "--num-samples=6");
    assertThat(first)
        .isEqualTo(new CommandLineRun(0, List.of("samples: %s/samples".formatted(output)), ""));
    assertThat(output.resolve("samples/00001.npz")).doesNotExist();
    assertThat(upsample(file, output).status()).isZero();

    for (String name : List.of("base/00000", "base/00001", "samples/00000", "samples/00001")) {
      assertThat(output.resolve(name + ".npz"))
          .hasSameBinaryContentAs(whole.resolve(name + ".npz"));
    }
  }

  @Test
  void refusesOtherBaseSamplesInTheSameOutput() throws IOException {
    Path output = directory.resolve("output");
    assertThat(upsample(black("a.npz", 4, labels(4)), output).status()).isZero();
    byte[] record = Files.readAllBytes(output.resolve("run.textproto"));
    long[] others = {1, 1, 1, 1};

    CommandLineRun refused = upsample(black("b.npz", 4, others), output);

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errors())
        .matches(
            """
            1 problem in %s, which holds another run:
              --base-samples: the output was made with a file of SHA-256 [0-9a-f]{64}; \
            asked for a file of SHA-256 [0-9a-f]{64}
            """
                .formatted(output));
    assertThat(output.resolve("run.textproto")).hasBinaryContent(record);
  }

  @Test
  void needsALabelForEachImage() throws IOException {
    Path without =
        FashionStack.write(directory.resolve("a.npz"), FashionStack.blackImages(4, EDGE));
    Path tooFew = black("b.npz", 4, labels(3));

    assertThat(refusal(without))
        .isEqualTo(
            problems(
                without
                    + " has no arr_1; the upsampler is class-conditional and needs a label for each"
                    + " image: integers from 0 to 9"));
    assertThat(refusal(tooFew))
        .isEqualTo(
            problems(
                tooFew
                    + ": arr_1 is INT64 of shape [3], expected a label for each image: integers of"
                    + " shape [4]"));
  }

  @Test
  void namesLabelsOutOfRangeByTheirIndex() throws IOException {
    long[] labels = new long[14];
    Arrays.fill(labels, 10);
    labels[0] = 9;
    labels[2] = -1;
    Path file = black("a.npz", 14, labels);

    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      expected.add(
          "%s: arr_1[%d] is %d, expected a label from 0 to 9".formatted(file, i, labels[i]));
    }
    expected.add(file + ": 3 more labels are out of range");
    assertThat(refusal(file)).isEqualTo(problems(expected.toArray(String[]::new)));
  }

  @Test
  void needsImagesOfTheSizeThatTheUpsamplerReads() throws IOException {
    Path large =
        FashionStack.write(
            directory.resolve("a.npz"),
            FashionStack.blackImages(4, 32),
            NamedArray.ofLongs("arr_1", List.of(4L), labels(4)));

    assertThat(refusal(large))
        .isEqualTo(
            problems(
                large
                    + " has images of 32x32 pixels; the upsampler's small_size is 16, expected"
                    + " 16x16"));
  }

  @Test
  void tellsWhatIsWrongWithFileAndNumberAtOnce() throws IOException {
    Path missing = directory.resolve("missing.npz");
    assertThat(refusal(missing)).isEqualTo(problems("there is no file '%s'".formatted(missing)));

    Path file = black("a.npz", 2, new long[] {0, 12});
    assertThat(refusal(file, "--num-samples=3"))
        .isEqualTo(
            """
            2 problems in %s:
              --base-samples: %s: arr_1[1] is 12, expected a label from 0 to 9
              generation.num_samples: expected 1 to 2, the images of %s; found 3
            """
                .formatted(FashionStack.CONFIGURATION, file, file));
  }

  private String refusal(Path file, Object... more) {
    CommandLineRun refused = upsample(file, directory.resolve("refused"), more);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(directory.resolve("refused/run.textproto")).doesNotExist();
    return refused.errors();
  }

  private static String problems(String... problems) {
    String noun = problems.length == 1 ? "problem" : "problems";
    return "%d %s in %s:\n  --base-samples: %s\n"
        .formatted(
            problems.length,
            noun,
            FashionStack.CONFIGURATION,
            String.join("\n  --base-samples: ", problems));
  }

  private static CommandLineRun upsample(Path file, Path output, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("--base-samples=" + file));
    arguments.addAll(List.of(more));
    return FashionStack.execute("upsample", output, arguments.toArray());
  }

  private Path black(String name, int images, long[] labels) throws IOException {
    return FashionStack.write(
        directory.resolve(name),
        FashionStack.blackImages(images, EDGE),
        NamedArray.ofLongs("arr_1", List.of((long) labels.length), labels));
  }

  private static long[] labels(int count) {
    return LongStream.range(0, count).toArray();
  }

  /** Writes all shards to one file, as guided-diffusion's scripts do with their samples. */
  private Path concatenated(Path shards, int count) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    List<Long> labels = new ArrayList<>();
    for (int shard = 0; shard < count; shard++) {
      try (NpzFile file = NpzFile.open(shards.resolve("%05d.npz".formatted(shard)));
          ArrayReader images = file.array("arr_0");
          ArrayReader ofImages = file.array("arr_1")) {
        pixels.write(images.toBytes());
        for (long label : ofImages.toLongs()) {
          labels.add(label);
        }
      }
    }
    long images = labels.size();
    return FashionStack.write(
        directory.resolve("base.npz"),
        NamedArray.ofBytes(
            "arr_0", List.of(images, (long) EDGE, (long) EDGE, 3L), pixels.toByteArray()),
        NamedArray.ofLongs(
            "arr_1", List.of(images), labels.stream().mapToLong(Long::longValue).toArray()));
  }
}
