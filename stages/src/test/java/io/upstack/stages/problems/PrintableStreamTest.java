package io.upstack.stages.problems;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PrintableStreamTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream sink = new PrintStream(printed, true, UTF_8);
  private final PrintStream stream = new PrintableStream(sink);

  @Test
  void escapesTextHoweverItIsPrinted() {
    stream.print("a\u001b[2J");
    stream.println("b\u0007\tc");
    stream.println((Object) "d\u202e");
    stream.println(new char[] {'e', '\r'});
    stream.printf("%s%n", "f\u009b");

    assertThat(printed.toString(UTF_8))
        .isEqualTo("a\\u001b[2Jb\\u0007\tc\nd\\u202e\ne\\r\nf\\u009b\n");
  }

  @Test
  void escapesWhatLoggersSayOfAFailure() {
    PrintStream before = System.err;
    System.setErr(stream);
    try {
      LoggerFactory.getLogger(PrintableStreamTest.class)
          .warn(
              "{} failed",
              "x\u001b[31m.pt",
              new IllegalStateException("y\u001b[0m", new IOException("z\u0007")));
    } finally {
      System.setErr(before);
    }

    assertThat(printed.toString(UTF_8))
        .contains("PrintableStreamTest - x\\u001b[31m.pt failed\n")
        .contains("java.lang.IllegalStateException: y\\u001b[0m\n\tat ")
        .contains("Caused by: java.io.IOException: z\\u0007\n")
        .doesNotContain("\u001b")
        .doesNotContain("\u0007");
  }

  @Test
  void givesTheStreamUnderIt() {
    assertThat(PrintableStream.unescaped(stream)).isSameAs(sink);
    assertThat(PrintableStream.unescaped(sink)).isSameAs(sink);
  }
}
