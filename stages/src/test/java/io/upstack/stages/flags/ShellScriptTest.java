package io.upstack.stages.flags;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a shell would make of the words of a script. */
final class ShellScriptTest {
  @Test
  void splitsVariablesOnlyOutsideOfQuotes() {
    assertThat(lastWords("A=\"--x 1  --y 2\"\nrun $A \"$A\" '$A' ${A}z"))
        .containsExactly(
            "run", "--x", "1", "--y", "2", "--x 1  --y 2", "$A", "--x", "1", "--y", "2z");
  }

  @Test
  void followsAssignmentsInTheirOrder() {
    assertThat(
            lastWords(
                "A=1; B=$A\nA=2\nexport C=\"$A$B\"\nA+=3\nif true; then D=4; fi\nrun $A $B $C $D"))
        .containsExactly("run", "23", "1", "21", "4");
  }

  @Test
  void readsArraysWithTheirComments() {
    assertThat(
            lastWords(
                """
                FLAGS=(
                  --attention_resolutions 32,16  # not a flag: --y
                  --name "two words"
                )
                FLAGS+=(--more 1)
                run "${FLAGS[@]}"
                """))
        .containsExactly(
            "run", "--attention_resolutions", "32,16", "--name", "two words", "--more", "1");
  }

  @Test
  void continuesLinesAndLeavesOutCommentsAndRedirections() {
    List<ShellScript.Command> commands =
        ShellScript.commands(
            "# first\n\nrun a \\\n  b#c 2>&1 >log.txt d # rest\nnext | tee x && last");

    assertThat(commands).extracting(ShellScript.Command::line).containsExactly(3, 5, 5, 5);
    assertThat(commands.get(0).words())
        .extracting(ShellScript.Word::text)
        .containsExactly("run", "a", "b#c", "d");
  }

  @Test
  void keepsEmptyWordsInQuotesAndDefaultsOfVariables() {
    assertThat(lastWords("EMPTY=\nrun --a \"\" $EMPTY ${SET_NOWHERE:-7}"))
        .containsExactly("run", "--a", "", "7");
  }

  @Test
  void remembersWhatOnlyARunningShellKnows() {
    List<ShellScript.Command> commands =
        ShellScript.commands("DIR=$(mktemp -d)/x\nrun $DIR/a.pt \"$1\" `date` $MISSING \"$@\"");

    assertThat(commands.get(1).words())
        .containsExactly(
            new ShellScript.Word("run", Set.of()),
            new ShellScript.Word("/x/a.pt", Set.of("$(...)")),
            new ShellScript.Word("", Set.of("$1")),
            new ShellScript.Word("", Set.of("`...`")),
            new ShellScript.Word("", Set.of("$MISSING")),
            new ShellScript.Word("", Set.of("$@")));
  }

  @Test
  void readsAnyText() {
    for (String text :
        List.of("", "'", "\"", "$", "${", "$(", "`", "\\", "A=(", "a >", "(", "A='x")) {
      assertThat(ShellScript.commands(text)).hasSizeLessThanOrEqualTo(1);
    }
  }

  private static List<String> lastWords(String script) {
    List<ShellScript.Command> commands = ShellScript.commands(script);
    return commands.get(commands.size() - 1).words().stream().map(ShellScript.Word::text).toList();
  }
}
