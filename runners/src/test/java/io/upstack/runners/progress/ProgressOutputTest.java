package io.upstack.runners.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

final class ProgressOutputTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, UTF_8);

  @Test
  void writesOneLineOverTheOtherOnATerminal() {
    ProgressOutput output = new TerminalOutput(stream, 80);
    output.show("base 1/2");
    output.finish("base 2/2");

    assertThat(written()).isEqualTo("\rbase 1/2\u001b[K\rbase 2/2\u001b[K\n");
  }

  @Test
  void cutsALineToTheWidthOfTheTerminal() {
    ProgressOutput output = new TerminalOutput(stream, 6);
    output.show("base 1/2");

    assertThat(written()).isEqualTo("\rbase \u001b[K");
  }

  @Test
  void writesLineUnderLineToALogWithoutRepeating() {
    ProgressOutput output = new LogOutput(stream);
    output.show("base 1/2");
    output.show("base 1/2");
    output.finish("base 2/2");

    assertThat(written()).isEqualTo("base 1/2\nbase 2/2\n");
  }

  @Test
  void choosesByWhatTheLauncherTells() {
    assertThat(ProgressDisplay.outputOn(stream)).isInstanceOf(LogOutput.class);
    System.setProperty("upstack.terminal.columns", "100");
    try {
      assertThat(ProgressDisplay.outputOn(stream)).isInstanceOf(TerminalOutput.class);
    } finally {
      System.clearProperty("upstack.terminal.columns");
    }
  }

  private String written() {
    return bytes.toString(UTF_8);
  }
}
