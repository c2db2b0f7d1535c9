package io.upstack.runners.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Evaluation;
import io.upstack.runners.files.ExistingFile;
import io.upstack.stages.images.UndecodableImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UpstackCommandTest {
  private static final ConfigurationRequest PLAIN =
      new ConfigurationRequest(Path.of("c.textproto"), List.of());

  private static final RunnerChoice EMBEDDED = new RunnerChoice.Embedded();

  private final CommandLineHarness upstack = new CommandLineHarness();

  @ParameterizedTest
  @ValueSource(strings = {"", "run", "generate", "verify", "evaluate", "cluster", "inspect"})
  void everyHelpListsEveryExitStatus(String command) {
    upstack.execute((command + " --help").strip().split(" ", -1));

    assertThat(upstack.output())
        .contains(
            """
            Exit status:
              0       done
              1       failed while working, or not as verified
              2       the command line, the configuration or a file it names has to be put right
              3       out of heap memory: UPSTACK_JAVA_OPTIONS=-Xmx8g gives more
              4       a result of watch meets --fail-if
              128+N   ended by signal N: 130 by Ctrl-C, 137 by kill -9, 143 by kill
            """
                .replaceAll("\n$", ""));
  }

  @Test
  void helpShowsTheHelpOfACommand() {
    assertThat(upstack.execute("help", "run")).isZero();

    assertThat(upstack.output())
        .startsWith("Generate samples, measure them, and write a report.\nUsage: ");
  }

  @Test
  void helpOfNoCommandIsRefused() {
    assertThat(upstack.execute("help", "rum")).isEqualTo(2);

    assertThat(upstack.errors())
        .startsWith("upstack: help rum: there is no command of this name\n");
  }

  @Test
  void writesACompletionScriptForShells() {
    assertThat(upstack.execute("completion")).isZero();

    assertThat(upstack.output()).contains("complete -F", " upstack ");
  }

  @Test
  void runTakesAConfigurationAndAnOutput() {
    assertThat(upstack.execute("run", "c.textproto", "--output=out")).isZero();
    assertThat(upstack.run.requests()).containsExactly(new RunRequest(PLAIN, "out", EMBEDDED));
    assertThat(upstack.output()).isEqualTo("performed\n");
    assertThat(upstack.errors()).isEmpty();
  }

  @Test
  void shorthandsStandOverAssignments() {
    upstack.execute(
        "run",
        "--seed=7",
        "--set",
        "generation.seed=3",
        "c.textproto",
        "--output",
        "gs://bucket/out",
        "--batch-size=16",
        "--num-samples=100",
        "--set=evaluation.extractor=\"a=b.pt\"");

    assertThat(upstack.run.requests())
        .containsExactly(
            new RunRequest(
                new ConfigurationRequest(
                    Path.of("c.textproto"),
                    List.of(
                        "generation.seed=3",
                        "evaluation.extractor=\"a=b.pt\"",
                        "generation.num_samples=100",
                        "execution.batch_size=16",
                        "generation.seed=7")),
                "gs://bucket/out",
                EMBEDDED));
  }

  @Test
  void generateTakesAConfigurationAndAnOutput() {
    assertThat(upstack.execute("generate", "c.textproto", "--output=out")).isZero();
    assertThat(upstack.generate.requests())
        .containsExactly(new GenerateRequest(PLAIN, "out", EMBEDDED));
  }

  @Test
  void aConfigurationMayBeNamedAsAPreset(@TempDir Path home) throws IOException {
    Path presets = Files.createDirectory(home.resolve("configs"));
    Path file = Files.writeString(presets.resolve("imagenet64-adm.textproto"), "");
    System.setProperty("upstack.home", home.toString());
    try {
      assertThat(
              upstack.execute(
                  "generate", "imagenet64-adm", "--models=gs://b/m", "--seed=1", "--output=out"))
          .isZero();
      assertThat(upstack.execute("generate", "imagenet64-adn", "--output=out")).isEqualTo(2);
    } finally {
      System.clearProperty("upstack.home");
    }

    assertThat(upstack.generate.requests())
        .containsExactly(
            new GenerateRequest(
                new ConfigurationRequest(
                    file, Optional.of("gs://b/m"), List.of("generation.seed=1")),
                "out",
                EMBEDDED));
    assertThat(upstack.errors())
        .startsWith(
            "upstack: imagenet64-adn: there is neither a file nor a preset of this name; did you"
                + " mean 'imagenet64-adm'?\n");
  }

  @Test
  void upsampleTakesBaseSamples() {
    assertThat(upstack.execute("upsample", "c.textproto", "--base-samples=b.npz", "--output=out"))
        .isZero();
    assertThat(upstack.upsample.requests())
        .containsExactly(new UpsampleRequest(PLAIN, "b.npz", "out", EMBEDDED));
  }

  @Test
  void mergeTakesARunAndAFile() {
    assertThat(upstack.execute("merge", "out", "samples.npz")).isZero();
    assertThat(upstack.execute("merge", "gs://b/out", "gs://b/", "--stage=base", "--overwrite"))
        .isZero();
    assertThat(upstack.merge.requests())
        .containsExactly(
            new MergeRequest(
                "out", "samples.npz", MergedStage.SAMPLES, ExistingFile.KEPT_UNLESS_TOLD),
            new MergeRequest("gs://b/out", "gs://b/", MergedStage.BASE, ExistingFile.REPLACED));
  }

  @Test
  void namesTheStagesThatCanBeMerged() {
    assertThat(upstack.execute("merge", "out", "f.npz", "--stage=features")).isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo(
            """
            upstack: Invalid value for option '--stage': expected base or samples, got 'features'
            Try 'upstack merge --help'.
            """);
  }

  @Test
  void mergeNeedsARunAndAFile() {
    assertThat(upstack.execute("merge", "out")).isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo(
            """
            upstack: Missing required parameter: 'FILE.npz|DIR'
            Try 'upstack merge --help'.
            """);
  }

  @Test
  void evaluateTakesSamplesFromAnywhere() {
    String[] arguments = {"evaluate", "--reference=r.npz", "--samples=s", "--extractor=f.pt"};
    assertThat(upstack.execute(arguments)).isZero();
    assertThat(upstack.evaluate.requests())
        .containsExactly(
            new EvaluateRequest(
                "r.npz",
                "s",
                "f.pt",
                Optional.empty(),
                64,
                "cpu",
                Optional.empty(),
                Evaluation.newBuilder()
                    .setDistancePrecision("fp32")
                    .setKidEstimator("full")
                    .setSeed(0)
                    .build(),
                UndecodableImages.REFUSED,
                new RunnerChoice.Embedded(),
                false));
  }

  @Test
  void evaluateCanRunOnACluster() {
    String[] arguments = {
      "evaluate",
      "--reference=r.npz",
      "--samples=s",
      "--extractor=f.pt",
      "--device=cuda",
      "--runner=flink",
      "--flink-master=flink:8081",
      "--parallelism=4"
    };
    assertThat(upstack.execute(arguments)).isZero();
    assertThat(upstack.evaluate.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.device()).isEqualTo("cuda");
              assertThat(request.runner())
                  .isEqualTo(
                      new RunnerChoice.Flink(
                          Optional.of("flink:8081"),
                          Optional.of(4),
                          RunnerChoice.Presence.ATTACHED));
            });
  }

  @Test
  void evaluateWaitsForItsJob() {
    assertThat(
            upstack.execute(
                "evaluate",
                "--reference=r",
                "--samples=s",
                "--extractor=f",
                "--runner=flink",
                "--detach"))
        .isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo(
            """
            upstack: evaluate prints the metrics, so it waits for its job: leave out --detach
            Try 'upstack evaluate --help'.
            """);
    assertThat(upstack.evaluate.requests()).isEmpty();
  }

  @Test
  void evaluateTakesSettingsOfTheMetrics() {
    upstack.execute(
        "evaluate",
        "--reference=r.npz",
        "--samples=s",
        "--extractor=f.pt",
        "--cache=c",
        "--distance-precision=fp16",
        "--kid-estimator=torch_fidelity_subsets",
        "--neighbours-of=3,5",
        "--seed=9");
    assertThat(upstack.evaluate.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.cache()).contains("c");
              assertThat(request.settings())
                  .isEqualTo(
                      Evaluation.newBuilder()
                          .setDistancePrecision("fp16")
                          .setKidEstimator("torch_fidelity_subsets")
                          .addNeighboursOf(3)
                          .addNeighboursOf(5)
                          .setSeed(9)
                          .build());
            });
  }

  @Test
  void evaluateLeavesAReportWhereOneIsWanted() {
    upstack.execute(
        "evaluate", "--reference=r.npz", "--samples=s", "--extractor=f.pt", "--output=out");
    assertThat(upstack.evaluate.requests())
        .extracting(EvaluateRequest::output)
        .containsExactly(Optional.of("out"));
  }

  @Test
  void referenceKeepsAFileThatExistsUnlessToldOtherwise() {
    upstack.execute("reference", "--images=i", "--extractor=f.pt", "--output=r.npz");
    upstack.execute(
        "reference",
        "--images=i",
        "--extractor=f.pt",
        "--output=r.npz",
        "--overwrite",
        "--skip-undecodable",
        "--device=cuda:1",
        "--batch-size=8");
    assertThat(upstack.reference.requests())
        .containsExactly(
            new ReferenceRequest(
                "i",
                "f.pt",
                "r.npz",
                ExistingFile.KEPT_UNLESS_TOLD,
                64,
                "cpu",
                UndecodableImages.REFUSED,
                Optional.empty(),
                new RunnerChoice.Embedded()),
            new ReferenceRequest(
                "i",
                "f.pt",
                "r.npz",
                ExistingFile.REPLACED,
                8,
                "cuda:1",
                UndecodableImages.LEFT_OUT,
                Optional.empty(),
                new RunnerChoice.Embedded()));
  }

  @Test
  void referenceLeavesFeaturesInACacheOnlyOnACluster() {
    String[] arguments = {
      "reference", "--images=i", "--extractor=f.pt", "--output=r.npz", "--cache=c", "--runner=flink"
    };
    assertThat(upstack.execute(arguments)).isZero();
    assertThat(upstack.reference.requests())
        .extracting(ReferenceRequest::cache)
        .containsExactly(Optional.of("c"));

    assertThat(upstack.execute(Arrays.copyOf(arguments, 5))).isEqualTo(2);
    assertThat(upstack.errors()).startsWith("upstack: --cache is for --runner=flink\n");
  }

  @Test
  void verifyTakesManyCasesAndTellsTheShellHowItWent() {
    assertThat(upstack.execute("verify", "cases/a", "cases/b")).isEqualTo(1);
    assertThat(upstack.verify.requests())
        .containsExactly(new VerifyRequest(List.of(Path.of("cases/a"), Path.of("cases/b"))));
  }

  @Test
  void exportTakesAStageAndAFile() {
    String[] arguments = {"export", "c.textproto", "--stage=classifier", "--output=c.pt"};
    assertThat(upstack.execute(arguments)).isZero();
    assertThat(upstack.export.requests())
        .containsExactly(new ExportRequest.OfStage(PLAIN, ExportedStage.CLASSIFIER, "c.pt"));
  }

  @Test
  void inspectTakesACheckpoint() {
    assertThat(upstack.execute("inspect", "base.pt")).isZero();
    assertThat(upstack.inspect.requests()).containsExactly(new InspectRequest("base.pt"));
  }

  @Test
  void benchTakesAConfiguration() {
    assertThat(upstack.execute("bench", "c.textproto")).isZero();
    assertThat(upstack.bench.requests()).containsExactly(new BenchRequest(PLAIN));
  }

  @Test
  void benchMetricsTakesSizes() {
    assertThat(upstack.execute("bench-metrics")).isZero();
    assertThat(upstack.execute("bench-metrics", "--samples=2000", "--references=500")).isZero();
    assertThat(upstack.benchMetrics.requests())
        .containsExactly(
            new BenchMetricsRequest(50_000, 10_000, 2048, 2023),
            new BenchMetricsRequest(2000, 500, 2048, 2023));
    assertThat(upstack.execute("bench-metrics", "--width=1")).isEqualTo(2);
    assertThat(upstack.errors()).contains("--width: expected 10 or more, found 1");
  }

  @Test
  void namesEachMissingOption() {
    assertThat(upstack.execute("evaluate", "--samples=s")).isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo(
            """
            upstack: Missing required options: '--reference=FILE.npz|DIR', '--extractor=FILE'
            Try 'upstack evaluate --help'.
            """);
  }

  @Test
  void suggestsTheOptionThatWasMeant() {
    assertThat(upstack.execute("run", "c.textproto", "--output=out", "--num-sample=3"))
        .isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo(
            """
            upstack: Unknown option: '--num-sample=3'
            Possible solutions: --num-samples
            Try 'upstack run --help'.
            """);
  }

  @Test
  void suggestsTheCommandThatWasMeant() {
    assertThat(upstack.execute("evalute")).isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo(
            """
            upstack: Unmatched argument at index 0: 'evalute'
            Did you mean: upstack evaluate or upstack generate?
            Try 'upstack --help'.
            """);
  }

  @Test
  void expectsACommand() {
    assertThat(upstack.execute()).isEqualTo(2);
    assertThat(upstack.errors()).isEqualTo("upstack: expected a command\nTry 'upstack --help'.\n");
  }

  @Test
  void expectsFieldsAndValuesAfterSet() {
    assertThat(upstack.execute("bench", "c.textproto", "--set", "generation.seed")).isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo(
            """
            upstack: --set generation.seed: expected FIELD=VALUE, such as --set generation.seed=1
            Try 'upstack bench --help'.
            """);
  }

  @Test
  void exportTakesTheWeightsOfAnExtractorInstead() {
    assertThat(upstack.execute("export", "--extractor=i.pth", "--output=i.pt")).isZero();
    assertThat(upstack.export.requests())
        .containsExactly(new ExportRequest.OfExtractor("i.pth", "i.pt"));
  }

  @Test
  void exportTakesAStageOrAnExtractor() {
    assertThat(upstack.execute("export", "c.textproto", "--extractor=i.pth", "--output=i.pt"))
        .isEqualTo(2);
    assertThat(upstack.errors())
        .startsWith("upstack: --extractor: expected without CONFIG, --stage, --models and --set\n");
    assertThat(upstack.execute("export", "c.textproto", "--output=i.pt")).isEqualTo(2);
    assertThat(upstack.errors()).contains("expected CONFIG and --stage, or --extractor");
  }

  @Test
  void namesTheStagesThatCanBeExported() {
    assertThat(upstack.execute("export", "c.textproto", "--stage=features", "--output=f.pt"))
        .isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo(
            """
            upstack: Invalid value for option '--stage': expected base, classifier or upsampler, got 'features'
            Try 'upstack export --help'.
            """);
  }

  @Test
  void refusesANumberThatIsNone() {
    assertThat(upstack.execute("bench", "c.textproto", "--seed=one")).isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo(
            """
            upstack: Invalid value for option '--seed': expected a whole number, got 'one'
            Try 'upstack bench --help'.
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "generate",
        "upsample",
        "merge",
        "evaluate",
        "reference",
        "verify",
        "export",
        "inspect",
        "bench"
      })
  void everyCommandHasHelp(String command) {
    assertThat(upstack.execute(command, "--help")).isZero();
    assertThat(upstack.output()).contains("Usage: upstack " + command);
  }

  @Test
  void helpListsTheCommands() {
    assertThat(upstack.execute("--help")).isZero();
    assertThat(upstack.output())
        .contains(
            "run",
            "generate",
            "upsample",
            "merge",
            "evaluate",
            "reference",
            "verify",
            "export",
            "inspect",
            "bench");
  }

  @Test
  void tellsItsVersionAndThoseOfTheEngines() {
    assertThat(upstack.execute("--version")).isZero();
    assertThat(upstack.output())
        .matches(
            """
            upstack \\d+\\.\\d+\\S*
            PyTorch \\d\\S+ \\(DJL \\d\\S+\\), Beam \\d\\S+, Flink \\d\\S+, Java \\d\\S+
            """);
  }
}
