package io.upstack.stages.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceCaseTest {
  private static final String KINDS =
      "unet, superres, classifier, sample, schedule, metrics, inception";

  @TempDir Path directory;

  @Test
  void hasTheNameOfItsFolderAndAKind() throws IOException {
    ReferenceCase reference = ReferenceCase.open(CaseCopy.recorded("superres_small"));

    assertThat(reference.name()).isEqualTo("superres_small");
    assertThat(reference.kind()).isEqualTo("superres");
  }

  @Test
  void refusesAFolderThatDoesNotExist() {
    Path folder = directory.resolve("nowhere");

    assertRefused(folder, "%s does not exist, expected a folder with a reference case", folder);
  }

  @Test
  void refusesAFolderWithoutFlags() {
    assertRefused(
        directory, "%s has no flags.json, nor the expected.json of a metrics case", directory);
  }

  @Test
  void refusesFlagsThatAreNoJsonObject() throws IOException {
    Path file = Files.writeString(directory.resolve("flags.json"), "[1, 2]");

    assertThatThrownBy(() -> ReferenceCase.open(directory))
        .isInstanceOf(MalformedCaseException.class)
        .hasMessageStartingWith("%s is not a JSON object: ".formatted(file));
  }

  @Test
  void refusesFlagsWithoutAKind() throws IOException {
    Path file = Files.writeString(directory.resolve("flags.json"), "{}");

    assertRefused(directory, "%s has no kind, expected one of " + KINDS, file);
  }

  @Test
  void refusesAnUnknownKind() throws IOException {
    Path file = Files.writeString(directory.resolve("flags.json"), "{\"kind\": \"video\"}");

    assertRefused(directory, "%s has the kind 'video', expected one of " + KINDS, file);
  }

  @Test
  void tellsAllShapesOfAnInceptionThatAreNone() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("weights.json"),
            """
            {"kind": "inception", "names": {"fc.bias": [1008], "fc.weight": 7, "bn": [3, -1]}}
            """);

    assertThatThrownBy(() -> ReferenceCase.open(directory))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "2 problems in %s:%n  names.fc.weight: is 7, expected a list of sizes%n"
                + "  names.bn: is [3,-1], expected a list of sizes",
            file);
  }

  @Test
  void asksForTheShapesOfAnInception() throws IOException {
    Path file = Files.writeString(directory.resolve("weights.json"), "{\"kind\": \"inception\"}");

    assertThatThrownBy(() -> ReferenceCase.open(directory))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "1 problem in %s:%n  names: is not a group of shapes by names of tensors", file);
  }

  @Test
  void tellsAllProblemsOfAllGroupsOfFlags() throws IOException {
    Path folder =
        CaseCopy.of("sample_ddim_eta_small", directory)
            .with(
                "flags.json",
                """
                {"kind": "sample", "brightness": 2,
                 "model": {"image_size": 20, "attention_resolutions": "8,0", "num_channels": -32},
                 "classifier": {"classifier_pool": "average", "num_head_channels": 7.5},
                 "diffusion": {"noise_schedule": "square", "timestep_respacing": "2000",
                               "learn_sigma": true, "predict_xstart": "maybe"}}
                """)
            .folder();

    assertThatThrownBy(() -> ReferenceCase.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            10 problems in %s/flags.json:
              diffusion.predict_xstart: is 'maybe', expected true or false
              diffusion.learn_sigma: is true, expected the model's false
              classifier.num_head_channels: is 7.5, expected a whole number
              model.num_channels: expected at least 1, found -32
              model.channel_mult: is missing; it may be left out only where image_size is one of \
            64, 128, 256, 512, and it is 20
              model.attention_resolutions: expected at least 1, found 0
              diffusion.noise_schedule: expected one of linear, cosine, found "square"
              diffusion.timestep_respacing: '2000' asks for 2000 steps of a section of 1000
              classifier.classifier_pool: expected one of attention, adaptive, spatial, \
            spatial_v2, found "average"
              brightness: is a flag that this version does not know\
            """
                .formatted(folder));
  }

  @Test
  void tellsWhichGroupsOfFlagsAreMissing() throws IOException {
    Files.writeString(directory.resolve("flags.json"), "{\"kind\": \"sample\", \"model\": 3}");

    assertThatThrownBy(() -> ReferenceCase.open(directory))
        .hasMessage(
            """
            2 problems in %s/flags.json:
              model: is 3, expected a group of flags
              diffusion: is missing, expected a group of flags\
            """
                .formatted(directory));
  }

  @Test
  void tellsWhichScheduleIsWrong() throws IOException {
    Path folder =
        CaseCopy.of("schedules", directory)
            .replacing("flags.json", "10,10,15,20,30", "10,ten")
            .folder();

    assertThatThrownBy(() -> ReferenceCase.open(folder))
        .hasMessage(
            """
            1 problem in %s/flags.json:
              cases[3].timestep_respacing: '10,ten' is neither a number of steps, nor a \
            comma-separated list of them, nor ddimN\
            """
                .formatted(folder));
  }

  @Test
  void wantsEveryMetric() throws IOException {
    Files.writeString(directory.resolve("expected.json"), "{\"kind\": \"metrics\", \"fid\": 1}");

    assertThatThrownBy(() -> ReferenceCase.open(directory))
        .hasMessage(
            """
            3 problems in %s/expected.json:
              inception_score: is missing, expected the recorded number
              precision: is missing, expected the recorded number
              recall: is missing, expected the recorded number\
            """
                .formatted(directory));
  }

  @Test
  void refusesACheckpointThatDoesNotFitTheFlags() throws IOException {
    Path folder =
        CaseCopy.of("superres_small", directory)
            .replacing("flags.json", "\"num_classes\": 3", "\"num_classes\": null")
            .folder();

    assertThatThrownBy(() -> ReferenceCase.open(folder).replay())
        .hasMessage(
            """
            1 problem in %s/model.pt, compared with the network that the flags describe:
              label_emb.weight: is not a tensor of this network\
            """
                .formatted(folder));
  }

  @Test
  void refusesAMissingCheckpoint() throws IOException {
    Path folder = CaseCopy.of("sample_guided_ddpm", directory).without("classifier.pt").folder();

    assertThatThrownBy(() -> ReferenceCase.open(folder).replay())
        .hasMessage(
            "%s/classifier.pt does not exist, expected a state dict saved by torch.save or as safetensors"
                .formatted(folder));
  }

  @Test
  void refusesMoreStepsThanWereRecorded() throws IOException {
    Path folder =
        CaseCopy.of("sample_ddim_eta_small", directory)
            .replacing("flags.json", "\"4,0,0,0,1\"", "\"4,0,0,0,2\"")
            .folder();

    assertThatThrownBy(() -> ReferenceCase.open(folder).replay())
        .hasMessage("'timesteps' has 6 elements, but 5 were recorded");
  }

  @Test
  void refusesScheduleArraysThatItCannotCompute() throws IOException {
    Path folder =
        CaseCopy.of("schedules", directory)
            .with(
                "flags.json",
                "{\"kind\": \"schedule\", \"cases\": [{\"timestep_respacing\": \"\"}]}")
            .folder();

    assertThatThrownBy(() -> ReferenceCase.open(folder).replay())
        .hasMessage(
            "%s/io.npz has an array 'timestep_map_1', expected only timestep_map_0, betas_0, "
                    .formatted(folder)
                + "alphas_cumprod_0, posterior_variance_0, posterior_log_variance_clipped_0, "
                + "posterior_mean_coef1_0, posterior_mean_coef2_0");
  }

  private static void assertRefused(Path folder, String message, Object argument) {
    assertThatThrownBy(() -> ReferenceCase.open(folder))
        .isInstanceOf(MalformedCaseException.class)
        .hasMessage(message.formatted(argument));
  }
}
