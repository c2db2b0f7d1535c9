package io.upstack.stages.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.Growth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedPrefixTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "module.",
        "_orig_mod.",
        "model.",
        "ema.",
        "module._orig_mod.",
        "module.module.",
        "model.diffusion_model.",
        "anything.at.all."
      })
  void whatWrappersPutInFrontOfANetworksNamesIsTakenOff(String prefix) {
    SharedPrefix<Integer> named =
        SharedPrefix.takenOff(
            tensors(prefix + "time_embed.0.weight", prefix + "input_blocks.0.0.weight"));
    assertThat(named.tensors().keySet())
        .containsExactly("time_embed.0.weight", "input_blocks.0.0.weight");
    assertThat(named.notes())
        .containsExactly(
            "the prefix '%s' is taken off the names of all 2 tensors".formatted(prefix));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input_blocks.0.0.weight,input_blocks.1.0.weight",
        "out.0.weight,out.2.weight",
        "time_embed.0.weight,module.input_blocks.0.0.weight",
        "Mixed_5b.branch1x1.conv.weight,Mixed_5b.branch1x1.bn.weight",
        "module.weight,other.weight",
        "encoder.a.weight,encoder.b.weight",
        "module,module.weight",
        "weight"
      })
  void otherNamesStay(String names) {
    Map<String, Integer> tensors = tensors(names.split(","));
    SharedPrefix<Integer> named = SharedPrefix.takenOff(tensors);
    assertThat(named.tensors()).isEqualTo(tensors);
    assertThat(named.notes()).isEmpty();
  }

  @Test
  void wrappersOfUnknownNetworksAreTakenOffToo() {
    assertThat(SharedPrefix.takenOff(tensors("module.model.encoder.a", "module.model.encoder.b")))
        .extracting(named -> List.copyOf(named.tensors().keySet()))
        .isEqualTo(List.of("encoder.a", "encoder.b"));
    assertThat(SharedPrefix.takenOff(Map.of()).tensors()).isEmpty();
  }

  @Test
  void anAveragedModelIsRead() {
    SharedPrefix<Integer> named =
        SharedPrefix.takenOff(tensors("n_averaged", "module.input_blocks.0.0.weight"));
    assertThat(named.tensors()).containsOnlyKeys("input_blocks.0.0.weight");
    assertThat(named.notes())
        .containsExactly(
            "the number of updates 'n_averaged' of an averaged model is passed over",
            "the prefix 'module.' is taken off the names of all 1 tensors");
  }

  @Test
  void twiceTheNamesTakeTwiceTheTime() throws Exception {
    for (String part : List.of("module.", "a.", "x")) {
      Growth.assertLinear(
          20_000,
          size -> {
            Map<String, Integer> tensors = new LinkedHashMap<>();
            for (int index = 0; index < 40; index++) {
              tensors.put(part.repeat(size) + index, index);
            }
            return () -> SharedPrefix.takenOff(tensors);
          });
    }
  }

  private static Map<String, Integer> tensors(String... names) {
    Map<String, Integer> tensors = new LinkedHashMap<>();
    for (String name : names) {
      tensors.put(name, tensors.size());
    }
    return tensors;
  }
}
