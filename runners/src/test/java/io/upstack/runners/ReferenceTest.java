package io.upstack.runners;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.arrays.NpzWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReferenceTest {
  @TempDir private Path directory;

  @Test
  void comparesAsTheImagesThatItWasMadeOf() throws IOException {
    Path images = FashionStack.pictures(directory.resolve("images"), 60, 160);
    Path samples = FashionStack.images(directory.resolve("samples.npz"), 0, 40);
    Path made = directory.resolve("made.npz");

    CommandLineRun run = reference(images, made);

    assertThat(run)
        .isEqualTo(
            new CommandLineRun(
                0,
                List.of(
                    "%s: 100 images of 32x32 pixels, statistics of 64 features and 448 spatial ones"
                        .formatted(made)),
                ""));
    try (NpzFile npz = NpzFile.open(made)) {
      assertThat(npz.names())
          .containsExactly(
              "arr_0",
              "mu",
              "sigma",
              "mu_s",
              "sigma_s",
              "statistics_images",
              "statistics_extractor");
      assertThat(npz.array("sigma").shape()).containsExactly(64L, 64L);
    }
    assertThat(evaluate(made, samples)).hasSize(5).isEqualTo(evaluate(images, samples));
    assertThat(files()).containsExactly("cache", "images", "made.npz", "samples.npz");
  }

  @Test
  void theReportWarnsOfStatisticsOfAnotherExtractor() throws IOException {
    Path samples = FashionStack.images(directory.resolve("samples.npz"), 0, 40);
    Path made = directory.resolve("made.npz");
    try (NpzFile npz = NpzFile.open(samples);
        ArrayReader images = npz.array("arr_0");
        OutputStream output = Files.newOutputStream(made)) {
      double[] identity = new double[64 * 64];
      for (int i = 0; i < 64; i++) {
        identity[i * 65] = 1;
      }
      NpzWriter.write(
          output,
          List.of(
              NamedArray.ofBytes("arr_0", images.shape(), images.toBytes()),
              NamedArray.ofDoubles("mu", List.of(64L), new double[64]),
              NamedArray.ofDoubles("sigma", List.of(64L, 64L), identity),
              NamedArray.ofBytes("statistics_extractor", List.of(32L), new byte[32])));
    }

    evaluate(made, samples, "--output=" + directory.resolve("out"));

    assertThat(directory.resolve("out/report/report.json"))
        .content()
        .contains(
            "the statistics of the reference are of features of another extractor (its SHA-256"
                + " begins with 000000000000, that of the extractor in use with ");
  }

  @Test
  void labelsAreTheDirectoriesOfPictures() throws IOException {
    FashionStack.pictures(directory.resolve("images/shoes"), 0, 2);
    FashionStack.pictures(directory.resolve("images/bags"), 2, 5);
    Path made = directory.resolve("made.npz");

    assertThat(reference(directory.resolve("images"), made).status()).isZero();

    try (NpzFile npz = NpzFile.open(made)) {
      assertThat(npz.array("arr_1").toLongs()).containsExactly(0, 0, 0, 1, 1);
    }
  }

  @Test
  void replacesAFileOnlyIfTold() throws IOException {
    Path images = FashionStack.images(directory.resolve("images.npz"), 0, 4);
    Path made = Files.writeString(directory.resolve("made.npz"), "before");

    assertThat(reference(images, made))
        .isEqualTo(
            badInput(
                "--output: '%s' exists and is not overwritten: ".formatted(made)
                    + "name another file, remove it, or give --overwrite"));
    assertThat(made).hasContent("before");
    assertThat(reference(images, made, "--overwrite").status()).isZero();
    try (NpzFile npz = NpzFile.open(made)) {
      assertThat(npz.array("arr_0").shape()).containsExactly(4L, 32L, 32L, 3L);
    }
    assertThat(files()).containsExactly("images.npz", "made.npz");
  }

  @Test
  void tellsAllThatIsWrongBeforeItBegins() throws IOException {
    Path one = FashionStack.images(directory.resolve("one.npz"), 0, 1);
    Path text = Files.writeString(directory.resolve("features.pt"), "text");
    Path nowhere = directory.resolve("none/made.npz");

    assertThat(
            CommandLineRun.of(
                "reference",
                "--images=" + one,
                "--extractor=" + text,
                "--output=" + nowhere,
                "--batch-size=0",
                "--device=cuda:x"))
        .isEqualTo(
            badInput(
                "--images: %s has 1 images; a covariance needs 2 or more".formatted(one),
                "--extractor: extractor %s is a text file that begins with 'text', expected a "
                        .formatted(text)
                    + "feature extractor: a TorchScript program, or the weights of the Inception-v3"
                    + " of 2015-12-05 as a state dict (pt_inception-2015-12-05-6726825d.pth) or as"
                    + " TensorFlow's frozen graph (classify_image_graph_def.pb)",
                "--batch-size: expected 1 to 65536, found 0",
                "--device: expected cpu, cuda or cuda:N, found 'cuda:x'",
                "--output: there is no directory '%s' to write in".formatted(nowhere.getParent())));
  }

  @Test
  void leavesNothingBehindWhereAPictureDoesNotDecode() throws IOException {
    Path images = FashionStack.pictures(directory.resolve("images"), 0, 4);
    Path broken = images.resolve("0002.png");
    byte[] content = Files.readAllBytes(broken);
    Files.write(broken, Arrays.copyOf(content, content.length - 20));
    Path made = directory.resolve("made.npz");

    CommandLineRun run = reference(images, made);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors())
        .isEqualTo(
            "upstack: %s does not decode: it ends after %d bytes, before its IEND chunk\n"
                .formatted(broken, content.length - 20));
    assertThat(files()).containsExactly("images");
    assertThat(reference(images, made, "--skip-undecodable").output())
        .containsExactly(
            "%s: 3 images of 32x32 pixels, statistics of 64 features and 448 spatial ones"
                .formatted(made));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static CommandLineRun reference(Path images, Path output, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "reference",
                "--images=" + images,
                "--extractor=" + FashionStack.EXTRACTOR,
                "--output=" + output));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray());
  }

  private List<String> evaluate(Path reference, Path samples, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--reference=" + reference,
                "--samples=" + samples,
                "--extractor=" + FashionStack.EXTRACTOR,
                "--cache=" + directory.resolve("cache")));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray()).output();
  }

  private static CommandLineRun badInput(String... problems) {
    String noun = problems.length == 1 ? "problem" : "problems";
    return new CommandLineRun(
        2,
        List.of(),
        "%d %s in what was given to reference:\n  %s\n"
            .formatted(problems.length, noun, String.join("\n  ", problems)));
  }
}
