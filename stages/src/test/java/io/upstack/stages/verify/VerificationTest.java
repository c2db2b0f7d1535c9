package io.upstack.stages.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {
  private final List<String> lines = new ArrayList<>();

  @TempDir Path directory;

  @Test
  void replaysCasesOfEveryKind() {
    VerificationResult result =
        verify(
            CaseCopy.recorded("inception_formula_weights"),
            CaseCopy.recorded("sample_guided_ddpm"),
            CaseCopy.recorded("sample_ddim_eta_small"),
            CaseCopy.recorded("schedules"),
            CaseCopy.recorded("superres_small"),
            CaseCopy.recorded("unet_unconditional"),
            CaseCopy.recordedMetrics());

    assertThat(lines).noneMatch(line -> line.contains("FAILED"));
    assertThat(result).isEqualTo(new VerificationResult(7, 0, 68, 0));
    assertThat(result.passed()).isTrue();
    assertThat(lines)
        .hasSize(70)
        .last()
        .isEqualTo("ok: 0 of 7 cases failed; 0 of 68 arrays are above their tolerance");
  }

  @Test
  void printsALineForEveryArray() {
    verify(CaseCopy.recorded("sample_ddim_eta_small"));

    assertThat(lines.stream().map(line -> line.replaceAll("[0-9.]+e[-+][0-9]+", "#")))
        .map(line -> line.replaceAll(" +", " ").replaceAll("\\[[0-9]+\\]", "[i]"))
        .containsExactly(
            "case kind array error tolerance",
            "sample_ddim_eta_small sample timesteps # # ok",
            "sample_ddim_eta_small sample samples[i] (worst step alone) # # ok",
            "sample_ddim_eta_small sample pred_xstart[i] (worst step alone) # # ok",
            "sample_ddim_eta_small sample samples[i] (worst step of the run) # # ok",
            "sample_ddim_eta_small sample pred_xstart[i] (worst step of the run) # # ok",
            "sample_ddim_eta_small sample final_uint8 [grey levels] # # ok",
            "ok: 0 of 1 cases failed; 0 of 6 arrays are above their tolerance");
    assertThat(lines.get(2)).contains("1.0e-04  ok");
  }

  @ParameterizedTest
  @CsvSource({
    "unet_unconditional, out, 1e-3, out",
    "unet_unconditional, x, 1, out",
    "unet_unconditional, t, 1, out",
    "superres_small, low_res, 1, out",
    "sample_ddim_eta_small, timesteps, 1, timesteps",
    "sample_ddim_eta_small, samples, 1e-2, samples[",
    "sample_ddim_eta_small, pred_xstart, 1, pred_xstart[",
    "sample_ddim_eta_small, noise, 1, samples[",
    "sample_ddim_eta_small, y, 1, samples[",
    "sample_ddim_eta_small, final_uint8, 2, final_uint8",
    "schedules, betas_3, 1e-11, betas_3",
    "schedules, timestep_map_1, 1, timestep_map_1"
  })
  void failsIfAnArrayIsNotTheRecordedOne(String name, String array, double added, String failed)
      throws IOException {
    VerificationResult result = verify(CaseCopy.of(name, directory).adding(array, added).folder());

    assertThat(result.passed()).isFalse();
    assertThat(result.failedCases()).isEqualTo(1);
    assertThat(result.failedArrays()).isPositive();
    assertThat(lines)
        .anyMatch(line -> line.contains(" " + failed) && line.endsWith("  FAILED"))
        .last()
        .asString()
        .startsWith("FAILED: 1 of 1 cases failed; ");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"fid\": 0.6057772913888186', '\"fid\": 0.605779', fid",
    "'\"inception_score\": 2.959953073246854', '\"inception_score\": 2.95996', inception_score",
    "'\"precision\": 0.7263636363636363', '\"precision\": 0.7245454545454545', precision",
    "'\"recall\": 0.7988888888888889', '\"recall\": 0.8011111111111111', recall",
    "'\"inception_split_size\": 500', '\"inception_split_size\": 400', inception_score",
    "'\"k\": 3', '\"k\": 4', recall"
  })
  void failsIfAMetricIsNotTheRecordedOne(String recorded, String other, String failed)
      throws IOException {
    Path folder =
        CaseCopy.ofMetrics(directory).replacing("expected.json", recorded, other).folder();

    assertThat(verify(folder).passed()).isFalse();
    assertThat(lines).anyMatch(line -> line.contains(" " + failed) && line.endsWith("  FAILED"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"noise_schedule", "rescale_timesteps", "predict_xstart", "sigma_small"})
  void passesOnlyWithTheFlagsOfTheRecording(String flag) throws IOException {
    CaseCopy copy = CaseCopy.of("sample_ddim_eta_small", directory);
    switch (flag) {
      case "noise_schedule" -> copy.replacing("flags.json", "\"cosine\"", "\"linear\"");
      // DDIM has a variance of its own.
      case "sigma_small" ->
          copy.replacing("flags.json", "\"sigma_small\": true", "\"use_kl\": true");
      default -> copy.replacing("flags.json", "\"%s\": true".formatted(flag), "\"use_kl\": true");
    }

    assertThat(verify(copy.folder()).passed()).isEqualTo(flag.equals("sigma_small"));
  }

  @Test
  void replaysTheOthersWhenACaseIsMalformed() throws IOException {
    Path damaged = CaseCopy.of("unet_unconditional", directory).without("io.npz").folder();

    VerificationResult result = verify(damaged, CaseCopy.recorded("superres_small"));

    assertThat(result).isEqualTo(new VerificationResult(2, 1, 1, 0));
    assertThat(result.passed()).isFalse();
    assertThat(lines)
        .contains(
            "unet_unconditional FAILED: %s/io.npz does not exist, expected the recorded arrays"
                .formatted(damaged))
        .last()
        .isEqualTo("FAILED: 1 of 2 cases failed; 0 of 1 arrays are above their tolerance");
  }

  @Test
  void tellsEveryProblemOfACaseOnALineOfItsOwn() throws IOException {
    Path folder =
        CaseCopy.of("unet_unconditional", directory)
            .replacing("flags.json", "\"num_heads\": 2", "\"num_heads\": \"two\", \"colour\": 1")
            .folder();

    verify(folder);

    assertThat(lines)
        .contains(
            "unet_unconditional FAILED: 2 problems in %s/flags.json:".formatted(folder),
            "    model.num_heads: is 'two', expected a whole number",
            "    model.colour: is a flag that this version does not know");
  }

  @Test
  void passesOverPlainFiles() throws IOException {
    Path file = Files.writeString(directory.resolve("README.md"), "not a case");

    assertThat(verify(file, CaseCopy.recorded("superres_small")))
        .isEqualTo(new VerificationResult(1, 0, 1, 0));
  }

  @Test
  void failsWithoutACase() throws IOException {
    Path file = Files.writeString(directory.resolve("README.md"), "not a case");

    assertThat(verify(file).passed()).isFalse();
    assertThat(lines)
        .last()
        .isEqualTo("FAILED: no case was given, expected folders with reference cases");
  }

  private VerificationResult verify(Path... cases) {
    return Verification.run(List.of(cases), lines::add);
  }
}
