package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import io.upstack.proto.RunConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One record always gives the same bytes, however the work is distributed. */
final class RepeatabilityTest {
  private static final List<Integer> LIST =
      IntStream.range(0, 24).mapToObj(index -> (index * 7 + 3) % 10).toList();

  @TempDir private Path directory;

  /** Says how a stack differs from the shipped one. */
  private enum Variant {
    STOCHASTIC(
        generation -> {
          generation.getBaseBuilder().getSamplingBuilder().setUseDdim(false);
          generation.getBaseBuilder().getDiffusionBuilder().setTimestepRespacing("5");
          generation.getUpsamplerBuilder().getSamplingBuilder().setUseDdim(false);
          generation.getUpsamplerBuilder().getDiffusionBuilder().setTimestepRespacing("4");
        }),
    ETA_OF_A_HALF(
        generation -> {
          generation.getBaseBuilder().getSamplingBuilder().setEta(0.5);
          generation.getUpsamplerBuilder().getSamplingBuilder().setEta(0.5);
        }),
    UNGUIDED(generation -> generation.getBaseBuilder().clearClassifier()),
    ONE_STAGE(Generation.Builder::clearUpsampler),
    UNIFORM_LABELS(
        generation ->
            generation.setLabels(
                Labels.newBuilder().setUniform(Labels.Uniform.getDefaultInstance()))),
    LISTED_LABELS(
        generation ->
            generation.setLabels(
                Labels.newBuilder().setExplicit(Labels.Explicit.newBuilder().addAllLabel(LIST))));

    private final Consumer<Generation.Builder> change;

    Variant(Consumer<Generation.Builder> change) {
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheSameBytesWithOneSlotAndWithTwo(Variant variant) throws Exception {
    RunConfiguration.Builder stack = SmallStack.builder(directory.resolve("unread.npz"));
    stack.getExecutionBuilder().setShardSize(8);
    variant.change.accept(stack.getGenerationBuilder());
    Path configuration = SmallStack.write(directory, stack);
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");

    Outcome first = InProcess.generate(configuration, one);
    Outcome second = InProcess.generate(configuration, two, "--set", "execution.slots=2");

    assertThat(first).isEqualTo(new Outcome(0, "samples: " + one + "/samples\n", ""));
    assertThat(second).isEqualTo(new Outcome(0, "samples: " + two + "/samples\n", ""));
    assertThat(OutputListing.of(two).repeatable()).isEqualTo(OutputListing.of(one).repeatable());
    assertThat(OutputListing.of(one).under("samples/").contents()).hasSize(3);
    assertVariant(variant, one);
  }

  private static void assertVariant(Variant variant, Path output) throws Exception {
    SampleObject samples = SampleObject.read(output.resolve("samples/00001.npz"));
    switch (variant) {
      case STOCHASTIC, ETA_OF_A_HALF, UNGUIDED ->
          assertThat(samples.labels()).hasValue(List.of(8L, 9L, 0L, 1L, 2L, 3L, 4L, 5L));
      case ONE_STAGE -> {
        assertThat(samples.shape()).containsExactly(8L, 16L, 16L, 3L);
        assertThat(Files.exists(output.resolve("base"))).isFalse();
      }
      case UNIFORM_LABELS ->
          assertThat(samples.labels().orElseThrow())
              .allMatch(label -> label >= 0 && label < 10)
              .isNotEqualTo(List.of(8L, 9L, 0L, 1L, 2L, 3L, 4L, 5L));
      case LISTED_LABELS ->
          assertThat(samples.labels())
              .hasValue(LIST.subList(8, 16).stream().map(Integer::longValue).toList());
    }
  }
}
