package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import org.junit.jupiter.api.Test;

final class EffectiveGenerationTest {
  @Test
  void writesWhatOneFieldTakesFromAnother() throws TextFormat.ParseException {
    Generation effective =
        of(
            "labels { explicit { label: [1, 2, 3] } }"
                + " base { model { image_size: 128 num_classes: 12 } classifier {} }"
                + " upsampler {}");

    assertThat(effective.getNumSamples()).isEqualTo(3);
    assertThat(effective.getBase().getClassifier().getImageSize()).isEqualTo(128);
    assertThat(effective.getBase().getClassifier().getNumClasses()).isEqualTo(12);
    assertThat(effective.getBase().getClassifier().getChannelMultList())
        .containsExactly(1.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(effective.getUpsampler().getModel().getChannelMultList())
        .containsExactly(1.0, 1.0, 2.0, 2.0, 4.0, 4.0);
    assertThat(effective.getUpsampler().getModel().getAttentionResolutionsList())
        .containsExactly(16, 8);
    assertThat(effective.getUpsampler().getModel().hasSmallSize()).isTrue();
    assertThat(effective.getUpsampler().getSampling().hasClipDenoised()).isTrue();
  }

  @Test
  void inventsNoStages() throws TextFormat.ParseException {
    Generation effective = of("");

    assertThat(effective.hasBase()).isFalse();
    assertThat(effective.hasUpsampler()).isFalse();
    assertThat(effective.hasLabels()).isFalse();
    assertThat(of("base {}").getBase().hasClassifier()).isFalse();
  }

  @Test
  void labelsAreBalancedWhereThereAreClasses() throws TextFormat.ParseException {
    assertThat(of("base { classifier {} }").getLabels().getKindCase())
        .isEqualTo(Labels.KindCase.BALANCED);
    assertThat(of("base {}").hasLabels()).isFalse();
  }

  /** Records from before these fields existed do not have them, and go on. */
  @Test
  void doesNotWriteWhatTheClassifierIsWithoutItsLaterFields() throws TextFormat.ParseException {
    Generation without = of("base { classifier {} }");

    assertThat(without.getBase().getClassifier().hasNumHeads()).isFalse();
    assertThat(without.getBase().getClassifier().hasUseNewAttentionOrder()).isFalse();
    assertThat(of("base { classifier { num_heads: 1 use_new_attention_order: false } }"))
        .isEqualTo(without);
    assertThat(of("base { classifier { num_heads: 2 } }")).isNotEqualTo(without);
    assertThat(of("base { classifier { use_new_attention_order: true } }")).isNotEqualTo(without);
  }

  @Test
  void leavesAnEffectiveGenerationAsItIs() {
    Generation effective = EffectiveGeneration.of(ShippedConfiguration.with().getGeneration());

    assertThat(EffectiveGeneration.of(effective)).isEqualTo(effective);
  }

  private static Generation of(String generation) throws TextFormat.ParseException {
    return EffectiveGeneration.of(TextFormat.parse(generation, Generation.class));
  }
}
