package io.upstack.stages.store.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;

/** Keeps what a user would see of a piece of work on standard error. */
final class StandardError {
  private StandardError() {}

  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  static String of(Work work) throws IOException {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return said.toString(UTF_8);
  }
}
