package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.upstack.proto.RunConfiguration;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationFileTest {
  @TempDir private Path directory;

  @Test
  void readsTheShippedConfiguration() {
    RunConfiguration configuration = ConfigurationFile.load(ShippedConfiguration.FILE, List.of());

    assertThat(configuration.getGeneration().getNumSamples()).isEqualTo(320);
    assertThat(configuration.getGeneration().getBase().getModel().getChannelMultList())
        .containsExactly(1.0, 1.0, 1.0);
    assertThat(configuration.getEvaluation().getClassNamesList()).hasSize(10);
  }

  @Test
  void readsATextThatBeginsWithAByteOrderMark() throws IOException {
    Path file = write("\uFEFFgeneration { seed: 5 }");

    assertThat(ConfigurationFile.load(file, List.of()).getGeneration().getSeed()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"generation\": {\"seed\": 5}}' | JSON",
        "'---\nexecution: {slots: 2}' | YAML",
        "'generation: # all of it\n  seed: 5\n  base:\n    model_path: a' | YAML",
        "'# a comment\nexecution:\n  slots: 2' | YAML",
      })
  void saysWhichOtherFormatAConfigurationHas(String text, String format) throws IOException {
    Path file = write(text);

    assertThatThrownBy(() -> ConfigurationFile.load(file, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            "%s: is %s; a configuration is a message in protobuf's text format, such as: generation { num_samples: 320 }"
                .formatted(file, format));
  }

  @Test
  void readsTextWhoseValueIsOnTheNextLine() throws IOException {
    Path file = write("generation\n{\n  seed:\n    5\n  base: {\n model_path:\n 'a' } }");

    assertThat(ConfigurationFile.load(file, List.of()).getGeneration().getSeed()).isEqualTo(5);
  }

  @Test
  void reportsEveryProblemOfTheFileAndTheOverridesAtOnce() throws IOException {
    Path file =
        write(
            """
            generation {
              num_sample: 10
              seed: "five"
              base {
                model { attention_resolutions: [8, x] }
                sampling { classifier_scale: 2 use_ddim: 7 }
                classifier { num_channels: 8 }
              }
            }
            bass { model_path: "a" }
            """);

    assertThatThrownBy(
            () -> ConfigurationFile.load(file, List.of("execution.slot=2", "generation.seed=x")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            9 problems in the configuration:
              FILE:2:3: unknown field "num_sample" in generation; did you mean "num_samples"?
              FILE:3:9: generation.seed: expected a whole number of 64 bits, found "five"
              FILE:5:40: generation.base.model.attention_resolutions: expected a whole number of 32 bits, found "x"
              FILE:6:16: unknown field "classifier_scale" in generation.base.sampling; it belongs in generation.base.classifier
              FILE:6:46: generation.base.sampling.use_ddim: expected true or false, found "7"
              FILE:7:18: unknown field "num_channels" in generation.base.classifier; it belongs in generation.base.model
              FILE:10:1: unknown field "bass" at the top level; did you mean "base" of generation?
              --set: unknown field "slot" in execution; did you mean "slots"?
              --set: generation.seed: expected a whole number of 64 bits, found "x\"\
            """
                .replace("FILE", file.toString()));
  }

  @Test
  void modelsComeFromAFolderByTheirNames() throws IOException {
    Path models = Files.createDirectory(directory.resolve("published"));
    Path tree = Files.createDirectories(models.resolve("ref_batches/imagenet/256"));
    Files.writeString(tree.resolve("VIRTUAL_imagenet256_labeled.npz"), "");
    Files.writeString(models.resolve("64x64_classifier.pt"), "");
    Path file =
        write(
            """
            generation {
              base {
                model_path: "models/64x64_diffusion.pt#ema"
                classifier { classifier_path: "64x64_classifier.pt" }
              }
              upsampler { model_path: "/given/up.pt" }
            }
            evaluation {
              extractor: "gs://bucket/x.pb"
              reference: "models/VIRTUAL_imagenet256_labeled.npz"
              reference_cache: "cache"
            }
            """);
    Problems problems = new Problems();

    RunConfiguration read =
        ConfigurationFile.read(
            file, Optional.of(models + "/"), List.of("evaluation.extractor=mine.pb"), problems);

    assertThat(problems.list()).isEmpty();
    assertThat(read)
        .isEqualTo(
            ConfigurationFile.load(
                write(
                    "expected.textproto",
                    """
                    generation {
                      base {
                        model_path: "MODELS/64x64_diffusion.pt#ema"
                        classifier { classifier_path: "MODELS/64x64_classifier.pt" }
                      }
                      upsampler { model_path: "/given/up.pt" }
                    }
                    evaluation {
                      extractor: "mine.pb"
                      reference: "TREE/VIRTUAL_imagenet256_labeled.npz"
                      reference_cache: "cache"
                    }
                    """
                        .replace("MODELS", models.toString())
                        .replace("TREE", tree.toString())),
                List.of()));
  }

  @Test
  void aMissingFolderOfModelsIsNamed() throws IOException {
    Problems problems = new Problems();

    ConfigurationFile.read(write(""), Optional.of(directory + "/none"), List.of(), problems);

    assertThat(problems.list())
        .containsExactly("--models: " + directory + "/none is not a folder that exists");
  }

  @Test
  void includesFilesThatAreReadFirst() throws IOException {
    Files.createDirectories(directory.resolve("parts/more"));
    Files.writeString(
        directory.resolve("parts/model.textproto"),
        """
        include: "more/flags.textproto"
        generation { base { model_path: "../models/a.pt" } seed: 3 num_samples: 8 }
        evaluation { extractor: "/weights/x.pb" reference: "gs://bucket/r.npz" reference_cache: "c" }
        """);
    Files.writeString(
        directory.resolve("parts/more/flags.textproto"),
        """
        generation {
          labels { uniform {} }
          base {
            model { attention_resolutions: [32, 16, 8] num_channels: 192 }
            classifier { classifier_path: "c.pt" }
          }
        }
        """);
    Path file =
        write(
            """
            include: "parts/model.textproto"
            generation {
              seed: 4
              labels { balanced {} }
              base { model { attention_resolutions: [16] } }
            }
            """);

    assertThat(ConfigurationFile.load(file, List.of("generation.num_samples=16")))
        .isEqualTo(
            ConfigurationFile.load(
                write(
                    "whole.textproto",
                    """
                    generation {
                      seed: 4
                      num_samples: 16
                      labels { balanced {} }
                      base {
                        model_path: "models/a.pt"
                        model { attention_resolutions: [16] num_channels: 192 }
                        classifier { classifier_path: "parts/more/c.pt" }
                      }
                    }
                    evaluation {
                      extractor: "/weights/x.pb"
                      reference: "gs://bucket/r.npz"
                      reference_cache: "parts/c"
                    }
                    """),
                List.of()));
  }

  @Test
  void problemsOfAnIncludedFileNameItAndThePlaceInIt() throws IOException {
    Path part = write("part.textproto", "\ngeneration { sed: 1 }");
    Path file =
        write(
            """
            include: "part.textproto"
            include: "none.textproto"
            generation { num_sample: 1 }
            """);

    assertThatThrownBy(() -> ConfigurationFile.load(file, List.of("include=x.textproto")))
        .hasMessage(
            """
            4 problems in the configuration:
              FILE:3:14: unknown field "num_sample" in generation; did you mean "num_samples"?
              PART:2:14: unknown field "sed" in generation; did you mean "seed"?
              FILE:2:10: include: NONE does not exist
              --set: include can only be written in a file\
            """
                .replace("FILE", file.toString())
                .replace("PART", part.toString())
                .replace("NONE", directory.resolve("none.textproto").toString()));
  }

  @Test
  void aCircleOfIncludesIsRefused() throws IOException {
    Path file = write("include: \"b.textproto\"");
    Path second = write("b.textproto", "include: [ \"./" + file.getFileName() + "\" ]");

    assertThatThrownBy(() -> ConfigurationFile.load(file, List.of()))
        .hasMessage(
            """
            1 problem in the configuration:
              B:1:10: include: a configuration cannot include itself: A includes B includes A\
            """
                .replace("A ", file + " ")
                .replace(" A", " " + file)
                .replace("B", second.toString()));
  }

  @Test
  void oneFileMayBeIncludedByTwo() throws IOException {
    write("common.textproto", "execution { slots: 2 }");
    write("b.textproto", "include: \"common.textproto\" generation { seed: 2 }");
    Path file = write("include: [\"b.textproto\", \"common.textproto\"]");

    assertThat(ConfigurationFile.load(file, List.of()).toString())
        .isEqualTo("generation {\n  seed: 2\n}\nexecution {\n  slots: 2\n}\n");
  }

  @Test
  void namesEveryEquallyGoodPlaceOfAField() {
    assertThat(problems("generation { num_channels: 1 }"))
        .containsExactly(
            "1:14: unknown field \"num_channels\" in generation; it belongs in"
                + " generation.base.model or in generation.upsampler.model");
  }

  @Test
  void namesAFieldThatBelongsAtTheTopLevel() {
    assertThat(problems("generation { evaluation {} }"))
        .containsExactly(
            "1:14: unknown field \"evaluation\" in generation; it belongs at the top level");
  }

  @Test
  void listsTheFieldsWhereNoNameIsNear() {
    assertThat(problems("execution { xyzzy { a { } b: [1, {}] } }"))
        .containsExactly(
            "1:13: unknown field \"xyzzy\" in execution; its fields are batch_size, shard_size,"
                + " slots, intra_op_threads, device, share_device, redistribute_upsampling");
    assertThat(problems("generation { labels { balanced { xyzzy: 1 } } }"))
        .containsExactly(
            "1:34: unknown field \"xyzzy\" in generation.labels.balanced; it has no fields");
  }

  @Test
  void reportsAFieldThatIsGivenTwice() {
    assertThat(problems("generation { seed: 1 seed: 2 }\ngeneration { num_samples: 3 }"))
        .containsExactly(
            "1:22: generation.seed is given more than once",
            "2:1: generation is given more than once");
  }

  @Test
  void reportsTwoKindsOfLabels() {
    assertThat(problems("generation { labels { uniform {} balanced {} } }"))
        .containsExactly(
            "1:34: only one of balanced, uniform, explicit, counts may stand in generation.labels");
  }

  @Test
  void reportsAMissingColonAndGoesOn() {
    assertThat(problems("generation { num_samples 3 sed: 4 }"))
        .containsExactly(
            "1:26: expected \":\" after \"num_samples\"",
            "1:28: unknown field \"sed\" in generation; did you mean \"seed\"?");
  }

  @Test
  void reportsWrongKindsOfValues() {
    assertThat(
            problems(
                """
                generation: 3
                evaluation { split_size: [1, 2] class_names: [1] extractor: "a\\q" }
                execution { batch_size: 3000000000 slots: 1.5 shard_size {} device: cpu }
                """))
        .containsExactly(
            "1:13: generation: expected fields in { }, found \"3\"",
            "2:26: evaluation.split_size: expected a whole number of 32 bits, found \"[\"",
            "2:47: evaluation.class_names: expected text in quotes, found \"1\"",
            "2:61: evaluation.extractor: Invalid escape sequence: '\\q'",
            "3:25: execution.batch_size: expected a whole number of 32 bits, found \"3000000000\"",
            "3:43: execution.slots: expected a whole number of 32 bits, found \"1.5\"",
            "3:58: execution.shard_size: expected a whole number of 32 bits, found \"{\"",
            "3:69: execution.device: expected text in quotes, found \"cpu\"");
  }

  @Test
  void reportsAnErrorOfSyntaxAfterWhatIsWrongBeforeIt() {
    assertThat(problems("generation {\n  seed: a\n  base {\n    model_path \"a\"\n    }\n  ]\n}"))
        .containsExactly(
            "2:9: generation.seed: expected a whole number of 64 bits, found \"a\"",
            "4:16: expected \":\" after \"model_path\"",
            "6:3: expected a field or \"}\", found \"]\"");
    assertThat(problems("generation {"))
        .containsExactly("1:13: expected a field or \"}\", found the end");
    assertThat(problems("generation { seed: }"))
        .containsExactly("1:20: expected a value, found \"}\"");
    assertThat(problems("foo { [ }")).contains("1:9: expected \"]\", found \"}\"");
    assertThat(problems("}")).containsExactly("1:1: expected a field, found \"}\"");
    assertThat(problems("evaluation { class_names: [\"a, \"b\"]\n}"))
        .containsExactly("1:34: the text \"\"]\" does not end on its line");
    assertThat(problems("generation { labels { counts { counts: [{label: 1} {label: 2}] } } }"))
        .containsExactly("1:52: expected \",\" or \"]\", found \"{\"");
  }

  @Test
  void saysWhyAFileCannotBeRead() throws IOException {
    Path missing = directory.resolve("none.textproto");
    assertThatThrownBy(() -> ConfigurationFile.load(missing, List.of()))
        .hasMessage("1 problem in the configuration:\n  " + missing + ": does not exist");
    assertThatThrownBy(() -> ConfigurationFile.load(directory, List.of()))
        .hasMessage(
            "1 problem in the configuration:\n  "
                + directory
                + ": is a directory, expected a file");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
    assertThatThrownBy(() -> ConfigurationFile.load(binary, List.of()))
        .hasMessage("1 problem in the configuration:\n  " + binary + ": is not text in UTF-8");
  }

  private Path write(String text) throws IOException {
    return write("run.textproto", text);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  /** The problems of a file of this text, without the name of the file. */
  private List<String> problems(String text) {
    InvalidInputException exception =
        catchThrowableOfType(
            InvalidInputException.class, () -> ConfigurationFile.load(write(text), List.of()));
    String prefix = directory.resolve("run.textproto") + ":";
    return exception.problems().stream().map(problem -> problem.replace(prefix, "")).toList();
  }
}
