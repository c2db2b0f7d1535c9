package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.arrays.NamedArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that cannot work are refused before any work starts, in words and all at once. */
final class BadInputTest {
  @TempDir private Path directory;
  private Path configuration;
  private Path output;

  @BeforeEach
  void writeConfiguration() throws IOException {
    configuration = SmallStack.write(directory);
    output = directory.resolve("out");
  }

  @AfterEach
  void nothingWasMade() throws IOException {
    if (Files.isDirectory(output)) {
      assertThat(OutputListing.of(output).contents()).isEmpty();
    }
  }

  @Test
  void namesTheFieldNearestToAnUnknownOne() throws Exception {
    Path misspelt = directory.resolve("misspelt.textproto");
    Files.writeString(
        misspelt,
        Files.readString(configuration)
            .replace("classifier_scale", "clasifier_scale")
            .replace("shard_size", "shard_sizes"));

    assertThat(InProcess.run(misspelt, output, "--set", "generation.sed=4"))
        .isEqualTo(
            refused(
                """
                3 problems in %1$s:
                  %1$s:38:7: unknown field "clasifier_scale" in generation.base.classifier; did you\
                 mean "classifier_scale"?
                  %1$s:94:3: unknown field "shard_sizes" in execution; did you mean "shard_size"?
                  --set: unknown field "sed" in generation; did you mean "seed"?
                """
                    .formatted(misspelt)));
  }

  @Test
  void namesMissingFilesBesideUnknownFields() throws Exception {
    Path misspelt = directory.resolve("misspelt.textproto");
    Files.writeString(
        misspelt, Files.readString(configuration).replace("classifier_scale", "clasifier_scale"));

    assertThat(InProcess.run(misspelt, output, "--set", "generation.base.model_path=/none/base.pt"))
        .isEqualTo(
            refused(
                """
                2 problems in %1$s:
                  %1$s:38:7: unknown field "clasifier_scale" in generation.base.classifier; did you\
                 mean "classifier_scale"?
                  generation.base.model_path: /none/base.pt does not exist
                """
                    .formatted(misspelt)));
  }

  @Test
  void namesCredentialsThatAreNone() throws Exception {
    Path key = Files.writeString(directory.resolve("key.json"), "[]");

    assertThat(
            InProcess.runInBucket(configuration, "gs://lab-runs/out", "--gcs-credentials=" + key))
        .isEqualTo(
            refused(
                """
                1 problem in %s:
                  --output: --gcs-credentials: '%s' is a list in JSON; expected a key of a service\
                 account in JSON, or what 'gcloud auth application-default login' writes
                """
                    .formatted(configuration, key)));
  }

  @Test
  void namesTheFileThatIsMissingAndNotTheStateDictInIt() {
    assertThat(
            InProcess.run(
                configuration, output, "--set", "generation.base.model_path=/none/x.pt#ema"))
        .isEqualTo(
            refused(
                """
                1 problem in %s:
                  generation.base.model_path: /none/x.pt does not exist, whose state dict 'ema' is\
                 asked for
                """
                    .formatted(configuration)));
  }

  @Test
  void namesAnExtractorThatIsGivenAsAPartOfAFile() throws Exception {
    Path extractor = Files.writeString(directory.resolve("extractor.pt"), "weights");

    assertThat(
            InProcess.run(
                configuration, output, "--set", "evaluation.extractor=" + extractor + "#ema"))
        .isEqualTo(
            refused(
                """
                1 problem in %1$s:
                  evaluation.extractor: %2$s is read as a whole, as an extractor: leave '#ema' out\
                 of '%2$s#ema'
                """
                    .formatted(configuration, extractor)));
  }

  @Test
  void namesAConfigurationThatIsMissing() {
    Path missing = directory.resolve("none.textproto");

    assertThat(InProcess.run(missing, output))
        .isEqualTo(refused("1 problem in %1$s:\n  %1$s: does not exist\n".formatted(missing)));
  }

  @Test
  void namesAllFilesThatAreMissing() {
    assertRefused(
        "generation.base.model_path: %1$s/base.pt does not exist",
        List.of(
            "generation.base.classifier.classifier_path: %1$s/classifier.pt does not exist",
            "generation.upsampler.model_path: %1$s is a directory, expected a file",
            "evaluation.extractor: %1$s/features.pt does not exist",
            "evaluation.reference: %1$s/none.npz does not exist"),
        "generation.base.model_path=base.pt",
        "generation.base.classifier.classifier_path=classifier.pt",
        "generation.upsampler.model_path=.",
        "evaluation.extractor=features.pt",
        "evaluation.reference=none.npz");
  }

  @Test
  void refusesAReferenceOfAnotherSize() throws Exception {
    SmallReference.shipped()
        .with(NamedArray.ofBytes("arr_0", List.of(48L, 16L, 16L, 3L), new byte[48 * 16 * 16 * 3]))
        .writeTo(directory.resolve("small.npz"));

    assertRefused(
        "evaluation.reference: %1$s/small.npz has images of 16x16 pixels; the samples are 32x32",
        List.of(), "evaluation.reference=small.npz");
  }

  @Test
  void refusesAReferenceOfAnotherFeatureWidth() throws Exception {
    SmallReference.shipped()
        .with(NamedArray.ofDoubles("mu", List.of(10L), new double[10]))
        .with(NamedArray.ofDoubles("sigma", List.of(10L, 10L), new double[100]))
        .with(NamedArray.ofDoubles("mu_s", List.of(7L), new double[7]))
        .with(NamedArray.ofDoubles("sigma_s", List.of(7L, 7L), new double[49]))
        .writeTo(directory.resolve("narrow.npz"));

    assertRefused(
        "evaluation.extractor: the reference's 'mu' is of 10 features, but the"
            + " extractor gives 64; the reference's 'mu_s' is of 7 features, but the extractor"
            + " gives 448",
        List.of(),
        "evaluation.reference=narrow.npz");
  }

  @Test
  void refusesAReferenceWithoutImages() throws Exception {
    SmallReference.shipped().without("arr_0").writeTo(directory.resolve("statistics.npz"));

    assertRefused(
        "evaluation.reference: %1$s/statistics.npz has no array 'arr_0', only arr_1, mu, sigma,"
            + " mu_s, sigma_s",
        List.of(), "evaluation.reference=statistics.npz");
  }

  @Test
  void refusesAReferenceOfNumbersThatAreNotPixels() throws Exception {
    SmallReference.shipped()
        .with(NamedArray.ofFloats("arr_0", List.of(48L, 32L, 32L, 3L), new float[48 * 32 * 32 * 3]))
        .writeTo(directory.resolve("floats.npz"));

    assertRefused(
        "evaluation.reference: %1$s/floats.npz: arr_0 is FLOAT32 of shape [48, 32, 32, 3],"
            + " expected images: uint8 of shape [N, H, W, 3]",
        List.of(), "evaluation.reference=floats.npz");
  }

  @Test
  void refusesAnExtractorOfNoKnownKind() throws Exception {
    Files.writeString(directory.resolve("extractor.pt"), "not a zip");

    assertRefused(
        "evaluation.extractor: extractor %1$s/extractor.pt is a text file that begins with 'not a"
            + " zip', expected a feature extractor: a TorchScript program, or the weights of the"
            + " Inception-v3 of 2015-12-05 as a state dict (pt_inception-2015-12-05-6726825d.pth)"
            + " or as TensorFlow's frozen graph (classify_image_graph_def.pb)",
        List.of(), "evaluation.extractor=extractor.pt");
  }

  @Test
  void refusesLabelsOutOfRange() {
    assertRefused(
        "generation.labels.explicit.label[2]: expected a label from 0 to 9, found 10",
        List.of("generation.labels.explicit.label[3]: expected a label from 0 to 9, found -1"),
        "generation.labels={explicit {label: [1, 2, 10, -1]}}",
        "generation.num_samples=4");
    assertRefused(
        "generation.labels.counts.counts[1]: expected a label from 0 to 9, found 12",
        List.of(),
        "generation.labels={counts {counts {label: 1 samples: 20} counts {label: 12 samples: 4}}}");
  }

  @Test
  void refusesADeviceThatThisMachineLacks() {
    Outcome outcome = run("execution.device=cuda:99");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errors())
        .startsWith("1 problem in %s:\n  execution.device: cuda:99: ".formatted(configuration))
        .matches("(?s).* libtorch [0-9.]+ \\(.+\\) sees [0-9]+ CUDA devices\n");
  }

  @Test
  void refusesAnOutputThatIsAFileOrUnderOne() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "of the user");

    for (Path refused : List.of(file, file.resolve("out"))) {
      assertThat(InProcess.run(configuration, refused))
          .isEqualTo(
              refused(
                  """
                  1 problem in %s:
                    --output: cannot write in %s: %s exists and is not a directory; it must be a\
                   directory that is writable, or can be made
                  """
                      .formatted(configuration, refused, file)));
    }
    assertThat(file).hasContent("of the user");
  }

  @Test
  void tellsEverythingAtOnce() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "of the user");
    Files.writeString(directory.resolve("extractor.pt"), "not a zip");
    SmallReference.shipped().without("arr_0").writeTo(directory.resolve("statistics.npz"));
    output = file;

    assertRefused(
        "generation.num_samples: expected at least 1, found 0",
        List.of(
            "execution.batch_size: expected at least 0, found -1",
            "generation.base.model_path: %1$s/base.pt does not exist",
            "evaluation.reference: %1$s/statistics.npz has no array 'arr_0', only arr_1, mu,"
                + " sigma, mu_s, sigma_s",
            "evaluation.extractor: extractor %1$s/extractor.pt is a text file that begins with 'not"
                + " a zip', expected a feature extractor: a TorchScript program, or the weights of"
                + " the Inception-v3 of 2015-12-05 as a state dict"
                + " (pt_inception-2015-12-05-6726825d.pth) or as TensorFlow's frozen graph"
                + " (classify_image_graph_def.pb)",
            "--output: cannot write in %1$s/file: %1$s/file exists and is not a directory; it must"
                + " be a directory that is writable, or can be made"),
        "generation.num_samples=0",
        "execution.batch_size=-1",
        "generation.base.model_path=base.pt",
        "evaluation.reference=statistics.npz",
        "evaluation.extractor=extractor.pt");
  }

  /** Problems may name the directory of the configuration as {@code %1$s}. */
  private void assertRefused(String problem, List<String> more, String... overrides) {
    StringBuilder errors = new StringBuilder();
    errors.append(more.isEmpty() ? "1 problem in " : "%d problems in ".formatted(1 + more.size()));
    errors.append(configuration).append(":\n  ").append(problem.formatted(directory)).append('\n');
    more.forEach(line -> errors.append("  ").append(line.formatted(directory)).append('\n'));
    assertThat(run(overrides)).isEqualTo(refused(errors.toString()));
  }

  private Outcome run(String... overrides) {
    String[] options = new String[2 * overrides.length];
    for (int i = 0; i < overrides.length; i++) {
      options[2 * i] = "--set";
      options[2 * i + 1] = overrides[i];
    }
    return InProcess.run(configuration, output, options);
  }

  private static Outcome refused(String errors) {
    return new Outcome(2, "", errors);
  }
}
