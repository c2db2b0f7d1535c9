package io.upstack.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.Sets;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import io.upstack.proto.StageTiming;
import io.upstack.stages.arrays.NamedArray;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluateTest {
  @TempDir private Path directory;
  private Path reference;

  @BeforeEach
  void writeReference() throws IOException {
    reference = FashionStack.smallReference(directory.resolve("reference.npz"), 100);
  }

  @Test
  void givesTheNumbersThatARunGivesOfItsSamples() throws IOException {
    Path output = directory.resolve("out");
    CommandLineRun run =
        FashionStack.execute(
            "run",
            output,
            "--num-samples=20",
            "--set=evaluation.reference=" + reference.toAbsolutePath());
    assertThat(run.errors()).isEmpty();
    List<Path> before = files(output);

    // These are the batches of the run, because the last bits of a feature may depend on its batch.
    CommandLineRun evaluated = evaluate(output, "--batch-size=4");
    CommandLineRun ofSamples = evaluate(output.resolve("samples"), "--batch-size=4");
    CommandLineRun inOtherBatches = evaluate(output, "--cache=" + directory.resolve("other"));

    assertThat(evaluated.errors()).isEmpty();
    assertThat(evaluated.status()).isZero();
    assertThat(evaluated.output()).isEqualTo(run.output().subList(0, 5));
    assertThat(evaluated.output())
        .extracting(line -> line.replaceAll(": -?[0-9.E-]+$", ""))
        .containsExactly("Inception Score", "FID", "sFID", "Precision", "Recall");
    assertThat(ofSamples.output()).isEqualTo(evaluated.output());
    assertThat(numbers(inOtherBatches))
        .usingComparatorWithPrecision(1e-5)
        .containsExactly(numbers(evaluated));
    assertThat(files(output)).isEqualTo(before);
  }

  @Test
  void findsAgainWhatItHasComputed() throws IOException {
    Path samples = FashionStack.images(directory.resolve("samples.npz"), 200, 230);
    CommandLineRun first = evaluate(samples);
    Map<String, FileTime> kept = times(cache());
    assertThat(kept.keySet()).anyMatch(name -> name.startsWith("features/"));

    assertThat(evaluate(samples)).isEqualTo(first);
    assertThat(times(cache())).isEqualTo(kept);

    Path other = FashionStack.images(directory.resolve("other.npz"), 300, 340);
    CommandLineRun second = evaluate(other, samples, FashionStack.EXTRACTOR);
    assertThat(second.status()).isZero();
    assertThat(second.output()).isNotEqualTo(first.output());
    Map<String, FileTime> more = times(cache());
    assertThat(more).containsAllEntriesOf(kept);
    Set<String> made = Sets.difference(more.keySet(), kept.keySet());
    assertThat(made)
        .filteredOn(name -> name.startsWith("features/"))
        .allMatch(
            name ->
                name.matches("features/[0-9a-f]{12}/images-[0-9a-f]{12}-[0-9a-f]{12}/00000.npz"))
        .hasSize(1);
    assertThat(made).filteredOn(name -> name.contains("-moments-")).isEmpty();
  }

  private static Map<String, FileTime> times(Path root) throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    for (Path file : files(root)) {
      if (Files.isRegularFile(file) && !file.startsWith(root.resolve(".upstack"))) {
        times.put(root.relativize(file).toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  @Test
  void leavesAReportWhereOneIsWanted() throws IOException {
    Path samples = samples("samples.npz", 6);
    Path output = directory.resolve("report-of-samples");

    CommandLineRun evaluated = evaluate(samples, "--output=" + output);

    assertThat(evaluated.output()).hasSize(5);
    Report report = report(output);
    assertThat(report.getSamples()).isEqualTo(samples.toString());
    assertThat(report.getNumSamples()).isEqualTo(6);
    assertThat(report.getReference().getNumImages()).isEqualTo(100);
    assertThat(report.getReference().getStoredStatistics()).isTrue();
    assertThat(report.hasRecord()).isFalse();
    assertThat(report.getEvaluationFingerprintsList())
        .extracting(fingerprint -> fingerprint.getField())
        .containsExactly("evaluation.extractor", "evaluation.reference", "samples");
    assertThat(report.getTimingsList())
        .extracting(StageTiming::getStage, StageTiming::getSamples)
        .containsExactly(tuple("reference", 100L), tuple("features", 6L));
    assertThat(evaluated.output()).contains("FID: " + report.getMetrics().getFid());
    assertThat(output.resolve("report/index.html"))
        .content()
        .contains("6 samples of 32 × 32 pixels", samples.toString());
    assertThat(output.resolve("report/metrics.csv")).exists();
  }

  @Test
  void anArrayInThePlaceOfLabelsThatHasNoneForEachImageIsPassedOver() throws IOException {
    Path samples = directory.resolve("samples.npz");
    FashionStack.write(
        samples,
        FashionStack.blackImages(6, 32),
        NamedArray.ofFloats("arr_1", List.of(2L, 2L), new float[4]));
    Path output = directory.resolve("report-of-samples");

    CommandLineRun evaluated = evaluate(samples, "--output=" + output);

    assertThat(evaluated.errors()).isEmpty();
    assertThat(evaluated.output()).hasSize(5);
    assertThat(output.resolve("report/index.html"))
        .content()
        .contains("The first samples of the run.");
  }

  @Test
  void readsTheFilesOfADirectoryAsOne() throws IOException {
    Path parts = Files.createDirectory(directory.resolve("parts"));
    FashionStack.write(parts.resolve("b.npz"), FashionStack.blackImages(4, 32));
    FashionStack.write(parts.resolve("a.npz"), FashionStack.blackImages(2, 32));
    Files.writeString(parts.resolve(".hidden.npz"), "not an npz");

    assertThat(evaluate(parts).output())
        .hasSize(5)
        .isEqualTo(evaluate(samples("whole.npz", 6)).output());
  }

  @Test
  void tellsOfSettingsThatMeanNothing() throws IOException {
    Path samples = samples("samples.npz", 6);
    Path file = Files.writeString(directory.resolve("file"), "text");

    assertThat(
            evaluate(
                samples,
                "--distance-precision=fp8",
                "--kid-estimator=half",
                "--neighbours-of=5,6,-1"))
        .isEqualTo(
            badInput(
                "--distance-precision: expected fp32 or fp16, found 'fp8'",
                "--kid-estimator: expected full or torch_fidelity_subsets, found 'half'",
                "--neighbours-of: there is no sample 6, expected 0 to 5",
                "--neighbours-of: there is no sample -1, expected 0 to 5"));
    CommandLineRun unwritable = evaluate(samples, "--cache=" + file);
    assertThat(unwritable.status()).isEqualTo(2);
    assertThat(unwritable.errors()).contains("  --cache: ").contains(file.toString());
    assertThat(evaluate(samples, "--distance-precision=fp16").output()).hasSize(5);
  }

  @Test
  void computesKidAsItIsAsked() throws IOException {
    Path samples = samples("samples.npz", 20);
    Path all = directory.resolve("all");
    Path subsets = directory.resolve("subsets");

    CommandLineRun first = evaluate(samples, "--output=" + all);
    CommandLineRun second =
        evaluate(samples, "--output=" + subsets, "--kid-estimator=torch_fidelity_subsets");

    assertThat(second.output()).isEqualTo(first.output());
    assertThat(report(subsets).getMetrics().hasKid()).isTrue();
    assertThat(report(subsets).getMetrics().getKid())
        .isNotEqualTo(report(all).getMetrics().getKid());
    assertThat(all.resolve("report/terms.binpb")).exists();

    Metrics.Builder printed = Metrics.newBuilder();
    JsonFormat.parser().merge(String.join("\n", evaluate(samples, "--json").output()), printed);
    assertThat(printed.build()).isEqualTo(report(all).getMetrics());
  }

  @Test
  void givesTheSameNumbersForPicturesAsForAnNpzOfThem() throws IOException {
    Path plain = FashionStack.images(directory.resolve("plain.npz"), 60, 140);
    Path samples = FashionStack.images(directory.resolve("samples.npz"), 0, 40);
    Path pictures = FashionStack.pictures(directory.resolve("pictures"), 0, 40);
    Path others = FashionStack.pictures(directory.resolve("others"), 60, 140);

    List<String> expected = evaluate(samples).output();
    assertThat(expected).hasSize(5).allSatisfy(line -> assertThat(line).doesNotContain("NaN"));
    assertThat(evaluate(pictures).output()).isEqualTo(expected);

    List<String> withoutStatistics = evaluate(plain, samples, FashionStack.EXTRACTOR).output();
    assertThat(withoutStatistics).hasSize(5).isNotEqualTo(expected);
    assertThat(evaluate(others, pictures, FashionStack.EXTRACTOR).output())
        .isEqualTo(withoutStatistics);
  }

  @Test
  void leavesPicturesOutThatDoNotDecodeWhereItIsTold() throws IOException {
    Path pictures = FashionStack.pictures(directory.resolve("pictures"), 0, 8);
    Path broken = Files.writeString(pictures.resolve("0000x.png"), "text");
    Path output = directory.resolve("report-of-samples");

    assertThat(evaluate(pictures))
        .isEqualTo(
            badInput(
                "--samples: %s does not decode: it does not begin as a PNG or a JPEG"
                    .formatted(broken)));
    CommandLineRun skipping = evaluate(pictures, "--skip-undecodable", "--output=" + output);

    assertThat(skipping.errors()).isEmpty();
    assertThat(skipping.output())
        .isEqualTo(evaluate(FashionStack.images(directory.resolve("eight.npz"), 0, 8)).output());
    assertThat(report(output).getWarningsList())
        .contains(
            "1 of 9 pictures of %s do not decode and are left out: 0000x.png".formatted(pictures));
    assertThat(report(output).getNumSamples()).isEqualTo(8);
  }

  @Test
  void tellsAllThatIsWrongBeforeItBegins() throws IOException {
    Path missing = directory.resolve("missing.npz");
    Path images = directory.resolve("images.npz");
    FashionStack.write(images, NamedArray.ofBytes("images", List.of(1L), new byte[1]));
    Path text = Files.writeString(directory.resolve("features.pt"), "text");

    assertThat(evaluate(missing, images, text, "--batch-size=0", "--device=gpu"))
        .isEqualTo(
            badInput(
                "--reference: there is no file '%s'".formatted(missing),
                "--samples: %s has no array 'arr_0', only images".formatted(images),
                "--extractor: extractor %s is a text file that begins with 'text', expected a "
                        .formatted(text)
                    + "feature extractor: a TorchScript program, or the weights of the Inception-v3"
                    + " of 2015-12-05 as a state dict (pt_inception-2015-12-05-6726825d.pth) or as"
                    + " TensorFlow's frozen graph (classify_image_graph_def.pb)",
                "--batch-size: expected 1 to 65536, found 0",
                "--device: expected cpu, cuda or cuda:N, found 'gpu'"));
  }

  @Test
  void refusesADeviceThatThisMachineLacks() throws IOException {
    Path samples = samples("samples.npz", 6);

    CommandLineRun evaluated = evaluate(samples, "--device=cuda:99");

    assertThat(evaluated.status()).isEqualTo(2);
    assertThat(evaluated.errors()).contains("--device: cuda:99: libtorch ");
  }

  @Test
  void refusesArraysThatAreNoImages() throws IOException {
    Path floats = directory.resolve("floats.npz");
    FashionStack.write(floats, NamedArray.ofFloats("arr_0", List.of(1L, 1L, 1L, 3L), new float[3]));
    Path flat = directory.resolve("flat.npz");
    FashionStack.write(flat, NamedArray.ofBytes("arr_0", List.of(3L), new byte[3]));

    assertThat(evaluate(floats, flat, FashionStack.EXTRACTOR))
        .isEqualTo(
            badInput(
                "--reference: %s: arr_0 is FLOAT32 of shape [1, 1, 1, 3], ".formatted(floats)
                    + "expected images: uint8 of shape [N, H, W, 3]",
                "--samples: %s: arr_0 is UINT8 of shape [3], ".formatted(flat)
                    + "expected images: uint8 of shape [N, H, W, 3]"));
  }

  @Test
  void refusesImagesOfAnotherSizeThanTheReference() throws IOException {
    Path small = directory.resolve("small.npz");
    FashionStack.write(small, FashionStack.blackImages(8, 16));

    assertThat(evaluate(small))
        .isEqualTo(
            badInput(
                "--reference: %s has images of 32x32 pixels; the samples are 16x16"
                    .formatted(reference)));
  }

  @Test
  void refusesADirectoryOfSeveralSizesAndOneWithoutFiles() throws IOException {
    Path parts = Files.createDirectory(directory.resolve("parts"));
    Path first = FashionStack.write(parts.resolve("a.npz"), FashionStack.blackImages(4, 32));
    Path second = FashionStack.write(parts.resolve("b.npz"), FashionStack.blackImages(4, 16));
    Path third = Files.writeString(parts.resolve("c.npz"), "text");
    Path empty = Files.createDirectory(directory.resolve("empty"));

    CommandLineRun several = evaluate(parts);
    assertThat(several.errors())
        .startsWith(
            """
            2 problems in what was given to evaluate:
              --samples: %s has images of 16x16 pixels, expected 32x32 as in %s
              --samples: %s\
            """
                .formatted(second, first, third));
    assertThat(evaluate(empty))
        .isEqualTo(
            badInput(
                "--samples: directory '%s' has no npz files, and no PNG or JPEG pictures, expected one"
                        .formatted(empty)
                    + " or more"));
  }

  @Test
  void refusesStatisticsOfOtherFeatures() throws IOException {
    Path other = directory.resolve("other.npz");
    FashionStack.write(
        other,
        FashionStack.blackImages(3, 32),
        NamedArray.ofDoubles("mu", List.of(2L), new double[2]),
        NamedArray.ofDoubles("sigma", List.of(2L, 2L), new double[4]));
    Path samples = samples("samples.npz", 2);

    assertThat(evaluate(other, samples, FashionStack.EXTRACTOR))
        .isEqualTo(
            badInput(
                "--extractor: the reference's 'mu' is of 2 features, but the extractor gives 64"));
  }

  @Test
  void imagesThatAreNotSquareKeepTheirHeightAndWidth() throws IOException {
    int images = 6;
    byte[] pixels = new byte[images * 32 * 64 * 3];
    new Random(1).nextBytes(pixels);
    NamedArray array = NamedArray.ofBytes("arr_0", List.of((long) images, 32L, 64L, 3L), pixels);
    Path wide = FashionStack.write(directory.resolve("wide.npz"), array);
    Path pictures = Files.createDirectory(directory.resolve("pictures"));
    for (int image = 0; image < images; image++) {
      BufferedImage picture = new BufferedImage(64, 32, BufferedImage.TYPE_3BYTE_BGR);
      for (int i = 0; i < 32 * 64; i++) {
        int place = (image * 32 * 64 + i) * 3;
        int rgb = (pixels[place] & 255) << 16 | (pixels[place + 1] & 255) << 8;
        picture.setRGB(i % 64, i / 64, rgb | pixels[place + 2] & 255);
      }
      ImageIO.write(picture, "png", pictures.resolve(image + ".png").toFile());
    }
    Path output = directory.resolve("report-of-samples");

    CommandLineRun ofArrays = evaluate(wide, wide, FashionStack.EXTRACTOR, "--output=" + output);
    CommandLineRun ofPictures = evaluate(pictures, pictures, FashionStack.EXTRACTOR);

    assertThat(ofArrays.errors()).isEmpty();
    assertThat(ofArrays.output()).isNotEmpty().isEqualTo(ofPictures.output());
    assertThat(output.resolve("report/index.html"))
        .content()
        .contains("6 samples of 64 × 32 pixels");
    assertThat(evaluate(reference, wide, FashionStack.EXTRACTOR))
        .isEqualTo(
            badInput(
                "--reference: %s has images of 32x32 pixels; the samples are 32x64"
                    .formatted(reference)));
  }

  @Test
  void sayOnceThatAProgramThatIsNotKnownCanReadAndWriteFiles() throws IOException {
    Path samples = samples("samples.npz", 6);
    byte[] program = Files.readAllBytes(FashionStack.EXTRACTOR);
    // The time of a member, which nobody reads.
    program[10] = (byte) (program[10] ^ 1);
    Path unknown = Files.write(directory.resolve("features.pt"), program);
    List<CommandLineRun> runs = new ArrayList<>();

    assertThat(standardError(() -> runs.add(evaluate(reference, samples, unknown))))
        .containsOnlyOnce(
            "WARN EvaluationChecks - --extractor: %s is a TorchScript program, which can read and"
                    .formatted(unknown)
                + " write files as the user who runs it (on a cluster, on every worker): use only"
                + " those of a source that you trust\n")
        .containsOnlyOnce("TorchScript");
    assertThat(standardError(() -> runs.add(evaluate(samples)))).doesNotContain("TorchScript");
    assertThat(runs).extracting(CommandLineRun::status).containsExactly(0, 0);
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static String standardError(Work work) throws IOException {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return said.toString(UTF_8);
  }

  @Test
  void namesWhatIsGivenInPlaceOfAnExtractor() throws IOException {
    Path samples = samples("samples.npz", 6);
    Path part = Path.of(FashionStack.EXTRACTOR + "#ema");
    assertThat(evaluate(reference, samples, part))
        .isEqualTo(
            badInput(
                "--extractor: %1$s is read as a whole, as an extractor: leave '#ema' out of '%1$s#ema'"
                    .formatted(FashionStack.EXTRACTOR)));
    Path checkpoint = Path.of("../configs/fashion32/base.pt");
    assertThat(evaluate(reference, samples, checkpoint))
        .isEqualTo(
            badInput(
                "--extractor: extractor %s is a checkpoint of guided-diffusion, of a model that"
                        .formatted(checkpoint)
                    + " denoises or classifies, expected a feature extractor: a TorchScript"
                    + " program, or the weights of the Inception-v3 of 2015-12-05 as a state dict"
                    + " (pt_inception-2015-12-05-6726825d.pth) or as TensorFlow's frozen graph"
                    + " (classify_image_graph_def.pb)"));
  }

  @Test
  void neverWritesWhereTheSamplesAre() throws IOException {
    Path parts = Files.createDirectory(directory.resolve("parts"));
    FashionStack.write(parts.resolve("a.npz"), FashionStack.blackImages(4, 32));
    Path within = parts.resolve("evaluation");

    assertThat(evaluate(parts, "--output=" + within))
        .isEqualTo(
            badInput(
                "--output: '%s' is where the samples are, which are only read: name another directory"
                    .formatted(within)));
    assertThat(within).doesNotExist();
  }

  private Path samples(String name, int images) throws IOException {
    return FashionStack.write(directory.resolve(name), FashionStack.blackImages(images, 32));
  }

  private CommandLineRun evaluate(Path samples, Object... more) {
    return evaluate(reference, samples, FashionStack.EXTRACTOR, more);
  }

  private CommandLineRun evaluate(Path reference, Path samples, Path extractor, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--reference=" + reference,
                "--samples=" + samples,
                "--extractor=" + extractor));
    arguments.addAll(List.of(more));
    if (Stream.of(more).noneMatch(option -> option.toString().startsWith("--cache="))) {
      arguments.add("--cache=" + cache());
    }
    return CommandLineRun.of(arguments.toArray());
  }

  private Path cache() {
    return directory.resolve("cache");
  }

  private static CommandLineRun badInput(String... problems) {
    String noun = problems.length == 1 ? "problem" : "problems";
    return new CommandLineRun(
        2,
        List.of(),
        "%d %s in what was given to evaluate:\n  %s\n"
            .formatted(problems.length, noun, String.join("\n  ", problems)));
  }

  private static double[] numbers(CommandLineRun run) {
    return run.output().stream()
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(": ") + 2)))
        .toArray();
  }

  private static Report report(Path output) throws IOException {
    Report.Builder report = Report.newBuilder();
    JsonFormat.parser().merge(Files.readString(output.resolve("report/report.json")), report);
    return report.build();
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.sorted().toList();
    }
  }
}
