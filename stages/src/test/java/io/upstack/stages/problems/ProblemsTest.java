package io.upstack.stages.problems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

final class ProblemsTest {
  @Test
  void throwsNothingWithoutProblems() {
    Problems problems = new Problems();

    assertThat(problems.isEmpty()).isTrue();
    assertThatCode(() -> problems.throwIfAny("the input")).doesNotThrowAnyException();
  }

  @Test
  void listsAllProblemsUnderAHeadingThatCountsThem() {
    Problems problems = new Problems();
    problems.add("a.b", "is missing");
    assertThatThrownBy(() -> problems.throwIfAny("the input"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("1 problem in the input:\n  a.b: is missing");

    problems.add("file", "is gone");
    assertThatThrownBy(() -> problems.throwIfAny("the input"))
        .hasMessage("2 problems in the input:\n  a.b: is missing\n  file: is gone");
  }

  @Test
  void keepsAProblemOnALine() {
    Problems problems = new Problems();
    problems.add("a", "found \"x\r\ny\"");

    assertThat(problems.list()).containsExactly("a: found \"x\\r\\ny\"");
  }

  @Test
  void takesOverWhatOthersFound() {
    Problems others = new Problems();
    others.add("b", "is wrong");
    InvalidInputException thrown =
        catchThrowableOfType(InvalidInputException.class, () -> others.throwIfAny("b"));
    Problems problems = new Problems();
    problems.add("a", "is wrong");

    problems.addAll(others);
    problems.addAll(thrown);

    assertThat(problems.list()).containsExactly("a: is wrong", "b: is wrong", "b: is wrong");
  }
}
