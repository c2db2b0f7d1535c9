package io.upstack.stages.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Generation;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.diffusion.Prediction;
import io.upstack.stages.diffusion.SamplerOptions;
import io.upstack.stages.diffusion.SamplingMethod;
import io.upstack.stages.diffusion.VarianceType;
import io.upstack.stages.networks.AttentionHeads;
import io.upstack.stages.networks.AttentionOrder;
import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.networks.Precision;
import io.upstack.stages.networks.UNetArchitecture;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class DenoisersTest {
  private static final String BASE = "generation.base.";
  private static final String UPSAMPLER = "generation.upsampler.";

  @Test
  void theBaseStageIsWhatItsFlagsSay() {
    Denoiser denoiser = base();
    assertThat(denoiser.unet())
        .isEqualTo(
            new UNetArchitecture(
                16,
                3,
                64,
                6,
                1,
                List.of(2, 4),
                List.of(1.0, 1.0, 1.0),
                OptionalInt.of(10),
                new AttentionHeads(4, 32, -1, AttentionOrder.QUERY_KEY_VALUE_FIRST),
                true,
                true));
    assertThat(denoiser.precision()).isEqualTo(Precision.FP32);
    assertThat(denoiser.process().steps()).isEqualTo(25);
    assertThat(denoiser.process().originalSteps()).isEqualTo(1000);
    assertThat(denoiser.options())
        .isEqualTo(
            new SamplerOptions(
                new SamplingMethod.Ddim(0),
                Prediction.EPSILON,
                VarianceType.LEARNED_RANGE,
                true,
                false));
    assertThat(denoiser.isUpsampler()).isFalse();
  }

  @Test
  void theClassifierTakesWhatItLacksFromTheBase() {
    assertThat(base().guidance())
        .hasValueSatisfying(
            guidance -> {
              assertThat(guidance.scale()).isEqualTo(3);
              assertThat(guidance.architecture().pool()).isEqualTo(ClassifierPool.ATTENTION);
              assertThat(guidance.architecture().encoder())
                  .isEqualTo(
                      new UNetArchitecture(
                          16,
                          3,
                          32,
                          10,
                          2,
                          List.of(2),
                          List.of(1.0, 2.0),
                          OptionalInt.empty(),
                          new AttentionHeads(1, 32, -1, AttentionOrder.HEADS_FIRST),
                          true,
                          true));
            });
  }

  @Test
  void theClassifierMayHaveClassesOfItsOwn() {
    Denoiser denoiser = base(BASE + "classifier.num_classes=7");
    assertThat(denoiser.unet().numClasses()).hasValue(10);
    assertThat(denoiser.guidance().orElseThrow().architecture().classes()).isEqualTo(7);
  }

  @Test
  void theClassifierMayHaveSeveralHeadsInEitherOrder() {
    Denoiser denoiser =
        base(
            BASE + "classifier.num_heads=2",
            BASE + "classifier.num_head_channels=-1",
            BASE + "classifier.use_new_attention_order=true");
    assertThat(denoiser.guidance().orElseThrow().architecture().encoder().heads())
        .isEqualTo(new AttentionHeads(2, -1, -1, AttentionOrder.QUERY_KEY_VALUE_FIRST));
  }

  @Test
  void aBaseStageWithoutClassifierIsNotGuided() {
    BaseStage base = generation().getBase().toBuilder().clearClassifier().build();
    assertThat(Denoisers.base(base, "cpu").guidance()).isEmpty();
  }

  @Test
  void theUpsamplerSeesTheLowResolutionImageToo() {
    Denoiser denoiser = Denoisers.upsampler(generation().getUpsampler(), "cpu");
    assertThat(denoiser.isUpsampler()).isTrue();
    assertThat(denoiser.guidance()).isEmpty();
    assertThat(denoiser.unet().inChannels()).isEqualTo(6);
    assertThat(denoiser.unet().imageSize()).isEqualTo(32);
    assertThat(denoiser.unet().attentionDownsampling()).containsExactly(4);
    assertThat(denoiser.unet().heads())
        .isEqualTo(new AttentionHeads(4, -1, -1, AttentionOrder.HEADS_FIRST));
  }

  @Test
  void halfPrecisionIsForDevicesThatComputeInIt() {
    String[] flags = {
      BASE + "model.use_fp16=true",
      BASE + "classifier.classifier_use_fp16=true",
      UPSAMPLER + "model.use_fp16=true"
    };
    BaseStage base = generation(flags).getBase();
    UpsamplerStage upsampler = generation(flags).getUpsampler();
    assertThat(Denoisers.base(base, "cpu").precision()).isEqualTo(Precision.FP32);
    assertThat(Denoisers.base(base, "cuda:0").precision()).isEqualTo(Precision.FP16);
    assertThat(Denoisers.base(base, "cpu").guidance().orElseThrow().precision())
        .isEqualTo(Precision.FP32);
    assertThat(Denoisers.base(base, "cuda:0").guidance().orElseThrow().precision())
        .isEqualTo(Precision.FP16);
    assertThat(Denoisers.upsampler(upsampler, "cuda:1").precision()).isEqualTo(Precision.FP16);
    assertThat(Denoisers.upsampler(generation().getUpsampler(), "cuda:1").precision())
        .isEqualTo(Precision.FP32);
  }

  @Test
  void fixedVariancesAreLargeUnlessSmallOnesAreAskedFor() {
    assertThat(base(BASE + "model.learn_sigma=false").options().variance())
        .isEqualTo(VarianceType.FIXED_LARGE);
    assertThat(
            base(BASE + "model.learn_sigma=false", BASE + "diffusion.sigma_small=true")
                .options()
                .variance())
        .isEqualTo(VarianceType.FIXED_SMALL);
    assertThat(base(BASE + "diffusion.sigma_small=true").options().variance())
        .isEqualTo(VarianceType.LEARNED_RANGE);
  }

  @Test
  void theOtherOptionsFollowTheirFlags() {
    Denoiser denoiser =
        base(
            BASE + "sampling.use_ddim=false",
            BASE + "sampling.clip_denoised=false",
            BASE + "diffusion.predict_xstart=true",
            BASE + "diffusion.rescale_timesteps=true",
            BASE + "diffusion.timestep_respacing=10,15,20");
    assertThat(denoiser.options())
        .isEqualTo(
            new SamplerOptions(
                new SamplingMethod.Ddpm(),
                Prediction.START_X,
                VarianceType.LEARNED_RANGE,
                false,
                true));
    assertThat(denoiser.process().steps()).isEqualTo(45);
  }

  @Test
  void theScheduleFollowsItsFlag() {
    Denoiser linear =
        base(BASE + "diffusion.noise_schedule=linear", BASE + "diffusion.timestep_respacing=");
    Denoiser cosine = base(BASE + "diffusion.timestep_respacing=");
    assertThat(linear.process().betas()[0]).isCloseTo(0.0001, within(1e-12));
    assertThat(cosine.process().betas()[999]).isCloseTo(0.999, within(1e-12));
  }

  private static Denoiser base(String... overrides) {
    return Denoisers.base(generation(overrides).getBase(), "cpu");
  }

  private static Generation generation(String... overrides) {
    Path file = Path.of("..", "configs", "fashion32.textproto");
    return ConfigurationFile.load(file, List.of(overrides)).getGeneration();
  }
}
