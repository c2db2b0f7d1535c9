package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import io.upstack.proto.RunConfiguration;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.problems.Problems;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class FieldOverrideTest {
  private static final String SEED = "20240117";

  @Test
  void createsMessagesOnTheWay() {
    RunConfiguration configuration = apply("generation.base.classifier.classifier_scale=2.5");

    assertThat(configuration.getGeneration().getBase().getClassifier().getClassifierScale())
        .isEqualTo(2.5);
  }

  @Test
  void takesTextWithAndWithoutQuotes() {
    assertThat(apply("execution.device=cuda:1").getExecution().getDevice()).isEqualTo("cuda:1");
    assertThat(apply("execution.device=\"cuda:1\"").getExecution().getDevice()).isEqualTo("cuda:1");
    assertThat(apply("execution.device='cuda:1'").getExecution().getDevice()).isEqualTo("cuda:1");
    assertThat(apply("execution.device=a \"b\" = 'c' # d").getExecution().getDevice())
        .isEqualTo("a \"b\" = 'c' # d");
    assertThat(apply("generation.base.diffusion.timestep_respacing=10,15,20"))
        .isEqualTo(apply("generation.base.diffusion.timestep_respacing=\"10,15,20\""));
    assertThat(apply("execution.device=").getExecution().getDevice()).isEmpty();
    assertThat(apply("execution.device=").getExecution().hasDevice()).isTrue();
  }

  @Test
  void replacesListsWithAndWithoutBrackets() {
    String field = "generation.base.model.attention_resolutions";
    List<Integer> expected = List.of(4, 2);

    assertThat(shippedResolutions(field + "=4,2")).isEqualTo(expected);
    assertThat(shippedResolutions(field + "=[4, 2]")).isEqualTo(expected);
    assertThat(shippedResolutions(field + "=")).isEmpty();
    assertThat(shippedResolutions(field + "=[]")).isEmpty();
    assertThat(
            ShippedConfiguration.with("evaluation.class_names=[a, \"b, c\", ankle boot]")
                .getEvaluation()
                .getClassNamesList())
        .containsExactly("a", "b, c", "ankle boot");
  }

  @Test
  void replacesMessages() {
    Generation uniform = ShippedConfiguration.with("generation.labels.uniform={}").getGeneration();
    assertThat(uniform.getLabels().getKindCase()).isEqualTo(Labels.KindCase.UNIFORM);

    Generation counts =
        ShippedConfiguration.with(
                "generation.labels.counts.counts={label: 3 samples: 2}, {label: 4 samples: 5}")
            .getGeneration();
    assertThat(counts.getLabels().getCounts().getCountsList())
        .containsExactly(count(3, 2), count(4, 5));

    Generation whole =
        ShippedConfiguration.with("generation.base.sampling={eta: 0.5}").getGeneration();
    assertThat(whole.getBase().getSampling().hasUseDdim()).isFalse();
    assertThat(whole.getBase().getSampling().getEta()).isEqualTo(0.5);
  }

  @Test
  void appliesOverridesInTheirOrder() {
    assertThat(
            ShippedConfiguration.with("generation.seed=1", "generation.seed=-2")
                .getGeneration()
                .getSeed())
        .isEqualTo(-2);
  }

  @Test
  void saysWhatIsWrongWithAnOverride() {
    assertThat(
            problems(
                "generation.num_samples",
                "=3",
                "generation..seed=3",
                "generation.base.sampling.classifier_scale=3",
                "generation.seed.x=3",
                "generation.labels.counts.counts.label=3",
                "generation.seed=3 num_samples: 4",
                "generation.seed=",
                "generation.base=3",
                "generation.base.model.class_cond=maybe",
                "generation.base.model.channel_mult=1,two",
                "generation.base.sampling={etaa: 1 use_ddim: 3}",
                "evaluation.nearest_k=}",
                "evaluation.nearest_k=1,"))
        .containsExactly(
            "--set: expected path.to.field=value, found \"generation.num_samples\"",
            "--set: unknown field \"\" at the top level; its fields are include, generation,"
                + " evaluation, execution, watch, published",
            "--set: unknown field \"\" in generation; its fields are num_samples, seed, labels,"
                + " base, upsampler",
            "--set: unknown field \"classifier_scale\" in generation.base.sampling; it belongs in"
                + " generation.base.classifier",
            "--set: generation.seed is a whole number of 64 bits and has no fields",
            "--set: generation.labels.counts.counts is a list and can only be set whole:"
                + " generation.labels.counts.counts=[{...}]",
            "--set: generation.seed: expected a whole number of 64 bits, found \"3 num_samples:"
                + " 4\"",
            "--set: expected a value, found the end",
            "--set: generation.base: expected fields in { }, found \"3\"",
            "--set: generation.base.model.class_cond: expected true or false, found \"maybe\"",
            "--set: generation.base.model.channel_mult: expected a number, found \"two\"",
            "--set: unknown field \"etaa\" in generation.base.sampling; did you mean \"eta\"?",
            "--set: generation.base.sampling.use_ddim: expected true or false, found \"3\"",
            "--set: expected a value, found \"}\"");
  }

  @Property(tries = 200, seed = SEED)
  void wholeNumbersComeBack(@ForAll long value) {
    assertThat(apply("generation.seed=" + value).getGeneration().getSeed()).isEqualTo(value);
  }

  @Property(tries = 200, seed = SEED)
  void numbersComeBack(@ForAll double value) {
    assertThat(
            apply("generation.base.sampling.eta=" + value)
                .getGeneration()
                .getBase()
                .getSampling()
                .getEta())
        .isEqualTo(value);
  }

  @Property(tries = 200, seed = SEED)
  void listsComeBack(@ForAll @Size(max = 9) List<Integer> values) {
    String list = values.toString();
    assertThat(shippedResolutions("generation.base.model.attention_resolutions=" + list))
        .isEqualTo(values);
  }

  private static List<Integer> shippedResolutions(String override) {
    return ShippedConfiguration.with(override)
        .getGeneration()
        .getBase()
        .getModel()
        .getAttentionResolutionsList();
  }

  private static Labels.Count count(int label, int samples) {
    return Labels.Count.newBuilder().setLabel(label).setSamples(samples).build();
  }

  private static RunConfiguration apply(String override) {
    RunConfiguration.Builder builder = RunConfiguration.newBuilder();
    Problems problems = new Problems();
    FieldOverride.apply(override, builder, problems);
    assertThat(problems.list()).isEmpty();
    return builder.build();
  }

  private static List<String> problems(String... overrides) {
    return catchThrowableOfType(
            InvalidInputException.class, () -> ShippedConfiguration.with(overrides))
        .problems();
  }
}
