package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.RunConfiguration;
import io.upstack.stages.problems.Problems;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigurationValidatorTest {
  private static final String BASE = "generation.base.";
  private static final String MODEL = "generation.base.model.";
  private static final String CLASSIFIER = "generation.base.classifier.";
  private static final String UPSAMPLER = "generation.upsampler.model.";

  @Test
  void theShippedConfigurationIsRight() {
    for (Purpose purpose : Purpose.values()) {
      assertThat(problems(purpose, ShippedConfiguration.with())).isEmpty();
    }
  }

  @Test
  void reportsAllProblemsAtOnce() {
    assertThat(problems("generation.num_samples=0", "execution.slots=-1", MODEL + "num_heads=0"))
        .containsExactly(
            "generation.num_samples: expected at least 1, found 0",
            "execution.slots: expected at least 0, found -1");
  }

  @Test
  void refusesMoreSamplesThanCanBePlanned() {
    assertThat(problems("generation.num_samples=99999999999999999"))
        .containsExactly(
            "generation.num_samples: expected at most 50000000, found 99999999999999999");
  }

  @Test
  void checksTheExecution() {
    assertThat(
            problems(
                "execution.batch_size=-1",
                "execution.shard_size=-1",
                "execution.slots=-1",
                "execution.intra_op_threads=0",
                "execution.device=gpu"))
        .containsExactly(
            "execution.batch_size: expected at least 0, found -1",
            "execution.shard_size: expected at least 0, found -1",
            "execution.slots: expected at least 0, found -1",
            "execution.intra_op_threads: expected at least 1, found 0",
            "execution.device: expected cpu, cuda or cuda:N, found \"gpu\"");
    String shard = "execution.shard_size: expected 0 or a multiple of batch_size, which is 32";
    assertThat(problems("execution.shard_size=33")).containsExactly(shard + ", found 33");
    assertThat(problems("execution.shard_size=-32")).containsExactly(shard + ", found -32");
    assertThat(problems("execution.batch_size=0", "execution.shard_size=33")).isEmpty();
    assertThat(problems("execution.device=cuda:12")).isEmpty();
    assertThat(problems("execution.device=cuda")).isEmpty();
    assertThat(problems("execution.device=cuda:")).hasSize(1);
  }

  @Test
  void checksTheDiffusion() {
    assertThat(
            problems(
                BASE + "diffusion.noise_schedule=sine",
                BASE + "diffusion.diffusion_steps=0",
                "generation.upsampler.diffusion.timestep_respacing=ddim300"))
        .containsExactly(
            "generation.base.diffusion.noise_schedule: expected one of linear, cosine, found"
                + " \"sine\"",
            "generation.base.diffusion.diffusion_steps: expected at least 1, found 0",
            "generation.upsampler.diffusion.timestep_respacing: no integer stride takes exactly"
                + " 300 of 1000 diffusion steps");
    assertThat(problems(BASE + "diffusion.diffusion_steps=2147483647"))
        .containsExactly(
            "generation.base.diffusion.diffusion_steps: expected at most 100000, found"
                + " 2147483647");
  }

  @Test
  void checksTheSampling() {
    assertThat(problems(BASE + "sampling.eta=1.5", "generation.upsampler.sampling.eta=nan"))
        .containsExactly(
            "generation.base.sampling.eta: expected 0 to 1, found 1.5",
            "generation.upsampler.sampling.eta: expected 0 to 1, found NaN");
    assertThat(problems(BASE + "sampling={eta: 0.5}"))
        .containsExactly(
            "generation.base.sampling.eta: has no effect without use_ddim: set use_ddim, or leave"
                + " eta out");
    assertThat(problems(BASE + "sampling.eta=1")).isEmpty();
    assertThat(problems(BASE + "sampling={temperature: 1.5}"))
        .containsExactly("generation.base.sampling.temperature: expected 0 to 1, found 1.5");
    assertThat(problems(BASE + "sampling={use_ddim: true temperature: 0.9}"))
        .containsExactly(
            "generation.base.sampling.temperature: has no effect on DDIM with eta 0, which adds no"
                + " noise: set eta, or leave temperature out");
    assertThat(problems(BASE + "sampling={temperature: 0.9}")).isEmpty();
  }

  @Test
  void checksTheChannelsOfEachLevel() {
    assertThat(problems(MODEL + "channel_mult=1,0.3,0"))
        .containsExactly(
            "generation.base.model.channel_mult: level 1 has 0.3 x 64 = 19 channels, expected a"
                + " positive multiple of 32",
            "generation.base.model.channel_mult: level 2 has 0.0 x 64 = 0 channels, expected a"
                + " positive multiple of 32");
    assertThat(problems(MODEL + "channel_mult=1,nan,2")).hasSize(1);
    assertThat(problems(MODEL + "channel_mult=1,0.5,1e300"))
        .contains(
            "generation.base.model.channel_mult: level 2 has 1.0E300 x 64 = 2147483647 channels,"
                + " expected a positive multiple of 32");
    assertThat(problems(MODEL + "num_channels=0", MODEL + "num_res_blocks=0"))
        .containsExactly(
            "generation.base.model.num_channels: expected at least 1, found 0",
            "generation.base.model.num_res_blocks: expected at least 1, found 0");
    assertThat(problems(MODEL + "num_res_blocks=1000000"))
        .containsExactly(
            "generation.base.model.num_res_blocks: expected at most 100, found 1000000");
  }

  @Test
  void wantsMultipliersWhereNoneArePublished() {
    assertThat(
            problems(
                MODEL + "channel_mult=", CLASSIFIER + "channel_mult=", UPSAMPLER + "channel_mult="))
        .containsExactly(
            "generation.base.model.channel_mult: is missing; it may be left out only where"
                + " image_size is one of 64, 128, 256, 512, and it is 16",
            "generation.base.classifier.channel_mult: is missing; it may be left out only where"
                + " image_size is one of 64, 128, 256, 512, and it is 16",
            "generation.upsampler.model.channel_mult: is missing; it may be left out only where"
                + " large_size is one of 64, 256, 512, and it is 32");
  }

  @Test
  void wantsSizesThatTheLevelsHalve() {
    assertThat(problems(MODEL + "channel_mult=1,1,1,1,1,1"))
        .containsExactly(
            "generation.base.model.image_size: expected a multiple of 32, since the 6 levels of"
                + " channel_mult halve it 5 times, found 16");
    assertThat(problems(MODEL + "channel_mult=" + "1,".repeat(79) + "1"))
        .containsExactly(
            "generation.base.model.image_size: expected a multiple of 4294967296, since the 80"
                + " levels of channel_mult halve it 79 times, found 16");
  }

  @Test
  void wantsAttentionWhereTheNetworkPasses() {
    assertThat(
            problems(
                MODEL + "attention_resolutions=8,2,5,0,-1",
                CLASSIFIER + "classifier_attention_resolutions=32"))
        .containsExactly(
            resolution("model.attention_resolutions", "16, 8, 4", 2),
            resolution("model.attention_resolutions", "16, 8, 4", 5),
            resolution("model.attention_resolutions", "16, 8, 4", 0),
            resolution("model.attention_resolutions", "16, 8, 4", -1),
            resolution("classifier.classifier_attention_resolutions", "16, 8", 32));
    // The first of the published 32, 16 and 8 has no effect on a small classifier.
    assertThat(problems(CLASSIFIER + "classifier_attention_resolutions=")).isEmpty();
  }

  @Test
  void wantsHeadsThatDivideTheChannels() {
    assertThat(problems(MODEL + "num_head_channels=48", UPSAMPLER + "num_heads=5"))
        .containsExactly(
            "generation.base.model.num_head_channels: expected a divisor of the 64 channels of an"
                + " attention block, found 48",
            "generation.upsampler.model.num_heads: expected a divisor of the 64 channels of an"
                + " attention block, found 5");
    assertThat(problems(UPSAMPLER + "num_heads_upsample=3"))
        .containsExactly(
            "generation.upsampler.model.num_heads_upsample: expected a divisor of the 64 channels"
                + " of an attention block, found 3");
    assertThat(problems(UPSAMPLER + "num_heads=0", UPSAMPLER + "num_heads_upsample=0"))
        .containsExactly(
            "generation.upsampler.model.num_heads: expected at least 1, found 0",
            "generation.upsampler.model.num_heads_upsample: expected at least 1, or -1 for as many"
                + " as num_heads, found 0");
    assertThat(problems(MODEL + "num_head_channels=0"))
        .containsExactly(
            "generation.base.model.num_head_channels: expected at least 1, or -1 to go by"
                + " num_heads, found 0");
    // Level 1 has 96 channels and does not attend; the middle block has 128.
    assertThat(
            problems(
                UPSAMPLER + "channel_mult=1,1.5,2",
                UPSAMPLER + "attention_resolutions=8",
                UPSAMPLER + "num_heads=64"))
        .isEmpty();
  }

  @Test
  void checksTheClassifier() {
    assertThat(
            problems(
                CLASSIFIER + "classifier_pool=max",
                CLASSIFIER + "classifier_scale=inf",
                CLASSIFIER + "classifier_depth=0",
                CLASSIFIER + "image_size=32",
                CLASSIFIER + "num_classes=0"))
        .containsExactly(
            "generation.base.classifier.classifier_depth: expected at least 1, found 0",
            resolution("classifier.classifier_attention_resolutions", "32, 16", 8),
            "generation.base.classifier.classifier_scale: expected a finite number, found Infinity",
            "generation.base.classifier.classifier_pool: expected one of attention, adaptive,"
                + " spatial, spatial_v2, found \"max\"",
            "generation.base.classifier.num_classes: expected at least 1, found 0",
            "generation.base.classifier.image_size: expected that of the base model, which is 16,"
                + " found 32",
            "generation.base.classifier.num_classes: expected as many as"
                + " generation.base.model.num_classes, which is 10, found 0");
    assertThat(problems(CLASSIFIER + "num_head_channels=-1"))
        .containsExactly(
            "generation.base.classifier.num_head_channels: expected at least 1, for the attention"
                + " pool, found -1");
    assertThat(
            problems(
                CLASSIFIER + "num_head_channels=-1", CLASSIFIER + "classifier_pool=spatial_v2"))
        .isEmpty();
    assertThat(
            problems(
                CLASSIFIER + "num_head_channels=-1",
                CLASSIFIER + "classifier_pool=spatial_v2",
                CLASSIFIER + "num_heads=0"))
        .containsExactly("generation.base.classifier.num_heads: expected at least 1, found 0");
  }

  @Test
  void checksThatTheStagesFitEachOther() {
    assertThat(problems(UPSAMPLER + "small_size=8", UPSAMPLER + "num_classes=12"))
        .containsExactly(
            "generation.upsampler.model.small_size: expected generation.base.model.image_size,"
                + " which is 16, found 8",
            "generation.upsampler.model.num_classes: expected as many as"
                + " generation.base.model.num_classes, which is 10, found 12");
    assertThat(problems(UPSAMPLER + "large_size=16", UPSAMPLER + "small_size=16"))
        .containsExactly(
            "generation.upsampler.model.large_size: expected more than small_size, which is 16,"
                + " found 16");
    assertThat(problems(MODEL + "dropout=1", UPSAMPLER + "small_size=0"))
        .containsExactly(
            "generation.base.model.dropout: expected at least 0 and less than 1, found 1.0",
            "generation.upsampler.model.small_size: expected at least 1, found 0",
            "generation.upsampler.model.small_size: expected generation.base.model.image_size,"
                + " which is 16, found 0");
  }

  @Test
  void checksTheEvaluation() {
    assertThat(problems("evaluation={nearest_k: 0 split_size: 0 class_names: \"a\"}"))
        .containsExactly(
            "evaluation.extractor: is missing",
            "evaluation.reference: is missing",
            "evaluation.nearest_k: expected at least 1, found 0",
            "evaluation.split_size: expected at least 1, found 0",
            "evaluation.class_names: expected none, or a name for each of 10 classes, found 1");
    assertThat(
            problems(
                "generation.num_samples=10",
                "evaluation.density_k=0",
                "evaluation.kid_subset_size=1",
                "evaluation.kid_estimator=\"subsets\"",
                "evaluation.distance_precision=\"fp8\"",
                "evaluation.neighbours_of=9,10,-1"))
        .containsExactly(
            "evaluation.density_k: expected at least 1, found 0",
            "evaluation.kid_subset_size: expected at least 2, found 1",
            "evaluation.kid_estimator: expected one of full, torch_fidelity_subsets, found"
                + " \"subsets\"",
            "evaluation.distance_precision: expected one of fp32, fp16, found \"fp8\"",
            "evaluation.neighbours_of: expected indices from 0 to 9, found 10",
            "evaluation.neighbours_of: expected indices from 0 to 9, found -1");
  }

  @Test
  void checksOnlyWhatThePurposeReads() {
    RunConfiguration withoutEvaluation = ShippedConfiguration.with("evaluation={}");
    assertThat(problems(Purpose.GENERATE, withoutEvaluation)).isEmpty();

    RunConfiguration withoutBase =
        ShippedConfiguration.with("evaluation={}", "generation.base={}", "generation.labels={}");
    assertThat(problems(Purpose.UPSAMPLE, withoutBase)).isEmpty();

    RunConfiguration empty = RunConfiguration.getDefaultInstance();
    assertThat(problems(Purpose.RUN, empty))
        .containsExactly(
            "generation.base: is missing",
            "evaluation.extractor: is missing",
            "evaluation.reference: is missing");
    assertThat(problems(Purpose.UPSAMPLE, empty))
        .containsExactly("generation.upsampler: is missing");
  }

  @Test
  void namesFilesThatCannotBeRead() {
    Path directory = ShippedConfiguration.FILE.toAbsolutePath().normalize().getParent();
    assertThat(
            problems(
                BASE + "model_path=none.pt",
                CLASSIFIER + "classifier_path=fashion32",
                "generation.upsampler.model_path=",
                "evaluation.extractor=\"a\\000b\"",
                "evaluation.reference=/dev/null"))
        .containsExactly(
            "generation.upsampler.model_path: is missing",
            "generation.base.model_path: " + directory.resolve("none.pt") + " does not exist",
            "generation.base.classifier.classifier_path: "
                + directory.resolve("fashion32")
                + " is a directory, expected a file",
            "evaluation.extractor: expected the path of a file, found \"a?b\"",
            "evaluation.reference: /dev/null is not a regular file");
  }

  private static String resolution(String field, String possible, int found) {
    return "generation.base.%s: expected resolutions that the network passes through (%s), found %s"
        .formatted(field, possible, found);
  }

  private static List<String> problems(String... overrides) {
    return problems(Purpose.RUN, ShippedConfiguration.with(overrides));
  }

  @Test
  void refusesImagesThatNoArrayHolds() {
    assertThat(problems("generation.upsampler.model.large_size=1000000"))
        .contains("generation.upsampler.model.large_size: expected at most 8192, found 1000000");
  }

  @Test
  void refusesAScheduleThatHasNoVariancesForSoFewSteps() {
    assertThat(
            problems(
                "generation.upsampler.diffusion.diffusion_steps=10",
                "generation.upsampler.diffusion.timestep_respacing=5"))
        .containsExactly(
            "generation.upsampler.diffusion.diffusion_steps: the linear schedule over 10 diffusion"
                + " steps has the variance 1.1155555555555556 at step 5, expected one above 0 and"
                + " at most 1; published models have 1000 steps");
  }

  private static List<String> problems(Purpose purpose, RunConfiguration configuration) {
    Problems problems = new Problems();
    ConfigurationValidator.validate(
        ResolvedConfiguration.of(configuration, ShippedConfiguration.FILE), purpose, problems);
    return problems.list();
  }
}
