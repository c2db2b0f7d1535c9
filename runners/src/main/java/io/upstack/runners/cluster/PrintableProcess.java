package io.upstack.runners.cluster;

import io.upstack.stages.problems.Printable;
import io.upstack.stages.problems.PrintableStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the main method of a Flink process and escapes control characters in what it logs, because
 * messages of failed jobs can contain text from files. This class is on the class path of the
 * process without the rest of Upstack, which jobs bring with them.
 */
public final class PrintableProcess {
  private PrintableProcess() {}

  /** Returns the classes that this class needs, including itself. */
  static List<Class<?>> classes() {
    return List.of(PrintableProcess.class, PrintableStream.class, Printable.class);
  }

  /**
   * @param arguments the name of a class, and the arguments of its main method
   */
  public static void main(String[] arguments) throws Throwable {
    System.setErr(new PrintableStream(System.err));
    System.setOut(new PrintableStream(System.out));
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    try {
      Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
