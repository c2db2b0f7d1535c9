package io.upstack.stages.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.watch.Gate.Metric;
import io.upstack.stages.watch.Gate.Of;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GateTest {
  /** The FID is 12 now, was 10 at best and 11 before; the recall is 0.5 and was 0.625 at best. */
  private static final Gate.Values VALUES =
      values(
          Map.of(
              Metric.FID, Map.of(Of.THIS, 12.0, Of.BEST, 10.0, Of.PREVIOUS, 11.0),
              Metric.RECALL, Map.of(Of.THIS, 0.5, Of.BEST, 0.625, Of.PREVIOUS, 0.5)));

  @ParameterizedTest
  @CsvSource({
    "fid > best + 0.5, true",
    "fid > best + 2, false",
    "fid >= best + 2, true",
    "best + 2 <= fid, true",
    "fid > previous * 1.05, true",
    "fid > fid.best * 1.5, false",
    "recall < best - 0.1 and fid > 20, false",
    "recall < best - 0.1 or fid > 20, true",
    "not fid > 20, true",
    "not (fid > 20 or recall == 0.5), false",
    "(fid > 11) and (recall != 0.5 or fid.previous < 12), true",
    "(fid - best) / best > 0.1, true",
    "((fid)) > (1 + 2) * 3, true",
    "-fid < -1e1, true",
    "fid > 2 + 3 * 4, false",
    "fid - 1 - 1 == 10, true",
    "fid / 2 / 3 == 2, true",
    "fid > .5, true",
    "fid>11and recall<1, true",
    "fid > 20 or recall > 0.4 and fid < 13, true",
    "recall.best > 0.6, true"
  })
  void comparesMetrics(String condition, boolean met) {
    assertThat(Gate.parse(condition).isMet(VALUES)).isEqualTo(met);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sfid > 1",
        "not sfid > 1",
        "sfid > best",
        "fid > 20 or sfid > 1",
        "fid > 1 and not kid < 3"
      })
  void doesNotHoldForAValueThatDoesNotExist(String condition) {
    assertThat(Gate.parse(condition).isMet(VALUES)).isFalse();
  }

  @Test
  void holdsIfAnotherPartDecides() {
    assertThat(Gate.parse("sfid > 1 or fid > 1").isMet(VALUES)).isTrue();
    assertThat(Gate.parse("not (sfid > 1 and fid > 20)").isMet(VALUES)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "fit > 3; 'fit' at character 1 is not a metric: expected one of fid, sfid, inception_score,"
            + " precision, recall, kid, density, coverage, fid_infinity, best, previous, or a"
            + " metric with .best or .previous",
        "fid > fid.worst; 'fid.worst' at character 7 is not a metric: expected one of fid, sfid,"
            + " inception_score, precision, recall, kid, density, coverage, fid_infinity, best,"
            + " previous, or a metric with .best or .previous",
        "1 > 2; expected a metric in the comparison at character 1 (fid, sfid, inception_score,"
            + " precision, recall, kid, density, coverage, fid_infinity)",
        "best > 2; expected a metric in the comparison of 'best' at character 1 (fid, sfid,"
            + " inception_score, precision, recall, kid, density, coverage, fid_infinity)",
        "fid; expected a comparison (<, <=, >, >=, ==, !=), found the end",
        "fid > ; expected a number or a metric (fid, sfid, inception_score, precision, recall, kid,"
            + " density, coverage, fid_infinity), found the end",
        "fid > 3 recall < 2; expected and, or, or the end, found 'recall' at character 9",
        "1 < fid < 3; expected and, or, or the end: a comparison has two sides, found '<' at"
            + " character 9",
        "(fid > 3; expected ')', found the end",
        "fid > 3 && recall < 2; expected and, or, or the end, found '&' at character 9",
        "fid > $3; expected a number or a metric (fid, sfid, inception_score, precision, recall,"
            + " kid, density, coverage, fid_infinity), found '$' at character 7"
      })
  void saysWhatIsWrong(String condition, String problem) {
    assertThatThrownBy(() -> Gate.parse(condition))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }

  @Test
  void refusesWhatIsTooLongOrTooDeep() {
    assertThatThrownBy(() -> Gate.parse("fid > 1" + " ".repeat(2000)))
        .hasMessage("expected at most 2000 characters, found 2007");
    assertThatThrownBy(() -> Gate.parse("fid > " + "(".repeat(500) + "1" + ")".repeat(500)))
        .hasMessage("expected at most 100 levels of parentheses and signs");
    assertThatThrownBy(() -> Gate.parse("not ".repeat(400) + "fid > 1"))
        .hasMessage("expected at most 100 levels of parentheses and signs");
  }

  @Property(tries = 2000)
  void parsesOrRefusesWithoutAnyOtherFailure(@ForAll("fragments") String condition) {
    try {
      Gate.parse(condition).isMet(VALUES);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).containsAnyOf("expected ");
    }
  }

  /** A sum of products is the same number as Java computes. */
  @Property
  void bindsAsArithmeticDoes(
      @ForAll("numbers") double a, @ForAll("numbers") double b, @ForAll("numbers") double c) {
    String sum = "fid > %s - %s * %s + %s / %s".formatted(a, b, c, b, c);

    assertThat(Gate.parse(sum).isMet(VALUES)).isEqualTo(12.0 > a - b * c + b / c);
  }

  @Provide
  Arbitrary<Double> numbers() {
    return Arbitraries.doubles().between(0.5, 20).ofScale(2);
  }

  @Provide
  Arbitrary<String> fragments() {
    return Arbitraries.of(
            "fid",
            "recall",
            "best",
            "previous",
            "fid.best",
            ">",
            "<=",
            "==",
            "+",
            "-",
            "*",
            "/",
            "(",
            ")",
            "and",
            "or",
            "not",
            "1.5",
            "2e3",
            ".",
            "x",
            "\u0000",
            "é")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join(" ", parts));
  }

  private static Gate.Values values(Map<Metric, Map<Of, Double>> values) {
    return (metric, of) -> Optional.ofNullable(values.get(metric)).map(each -> each.get(of));
  }
}
