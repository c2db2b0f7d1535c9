package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Diffusion;
import io.upstack.proto.Sampling;
import org.junit.jupiter.api.Test;

class SamplerDescriptionTest {
  private static final Sampling DDPM = Sampling.getDefaultInstance();

  @Test
  void countsEveryStepWithoutRespacing() {
    assertThat(SamplerDescription.of(DDPM, respaced(""))).isEqualTo("DDPM, 1,000 steps");
  }

  @Test
  void countsTheStepsOfARespacing() {
    assertThat(SamplerDescription.of(DDPM, respaced("250"))).isEqualTo("DDPM, 250 steps");
    assertThat(SamplerDescription.of(DDPM, respaced("10,15,20")))
        .isEqualTo("DDPM, 45 steps (10,15,20)");
    assertThat(SamplerDescription.of(DDPM, respaced("1"))).isEqualTo("DDPM, 1 step");
  }

  @Test
  void namesTheSamplerNotTheRespacing() {
    assertThat(SamplerDescription.of(DDPM, respaced("ddim25"))).isEqualTo("DDPM, 25 steps");
    assertThat(
            SamplerDescription.of(
                Sampling.newBuilder().setUseDdim(true).setEta(0.5).build(), respaced("ddim25")))
        .isEqualTo("DDIM (eta 0.5), 25 steps");
  }

  @Test
  void repeatsARespacingThatItCannotRead() {
    assertThat(SamplerDescription.of(DDPM, respaced("often"))).isEqualTo("DDPM, steps often");
  }

  private static Diffusion respaced(String respacing) {
    return Diffusion.newBuilder().setTimestepRespacing(respacing).build();
  }
}
