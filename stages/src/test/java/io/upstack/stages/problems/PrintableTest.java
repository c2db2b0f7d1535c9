package io.upstack.stages.problems;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrintableTest {
  @Test
  void whatMovesTheCursorOrForgesALineIsEscaped() {
    assertThat(
            Printable.line("\u001b[31mRED\u001b]0;title\u0007\n  forged line: OK\r\t\u0085\u2028"))
        .isEqualTo("\\u001b[31mRED\\u001b]0;title\\u0007\\n  forged line: OK\\r\\t\\u0085\\u2028");
  }

  @Test
  void whatTurnsTheDirectionOfLettersIsEscaped() {
    assertThat(Printable.line("rtl\u202eevil\u2066a\u2069\u200f\u061c\ufeff"))
        .isEqualTo("rtl\\u202eevil\\u2066a\\u2069\\u200f\\u061c\\ufeff");
    assertThat(Printable.line("a\ud83d" + "b" + Character.toString(0xe0041)))
        .isEqualTo("a\\ud83db\\U000e0041");
  }

  @Test
  void lettersOfAllLanguagesStay() {
    String text = "Müller/模型/نموذج/می\u200cخواهم/👩\u200d🔬 \\n";
    assertThat(Printable.line(text)).isSameAs(text);
    assertThat(Printable.line(Printable.line("a\nb"))).isEqualTo("a\\nb");
  }

  @Test
  void lineBreaksAndTabsStayInLines() {
    assertThat(Printable.lines("a\n\tb\r\u001b")).isEqualTo("a\n\tb\\r\\u001b");
  }

  @Test
  void longNamesAndListsAreCut() {
    assertThat(Printable.name("n".repeat(1_000_000))).isEqualTo("n".repeat(200) + "...");
    assertThat(Printable.listed(Collections.nCopies(52, "a"), ","))
        .isEqualTo("a,".repeat(49) + "a and 2 more");
  }

  @Test
  void problemsAreEscapedHoweverTheyAreMade() {
    Problems problems = new Problems();
    problems.add("a\u001b", "b\u202e\n");
    assertThat(problems.list()).containsExactly("a\\u001b: b\\u202e\\n");
    assertThat(InvalidInputException.of("s\u0007", "a\n", "b\u001b"))
        .hasMessage("1 problem in s\\u0007:\n  a\\n: b\\u001b")
        .extracting(InvalidInputException::problems)
        .isEqualTo(List.of("a\\n: b\\u001b"));
  }
}
