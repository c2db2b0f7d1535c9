package io.upstack.runners;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of the tests in a process of its own, that has said it is ready. It goes on until its
 * input ends, so that it ends with the process that started it.
 *
 * @param said the first line that it printed
 */
public record ChildProgram(Process process, String said) implements AutoCloseable {
  /**
   * Starts it, and waits for its first line.
   *
   * @param program whose main method prints a line when it is ready
   * @param heap its limit, such as -Xmx3g
   */
  public static ChildProgram start(Class<?> program, String heap, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap, "-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = process.inputReader().readLine();
    if (said == null) {
      throw new IllegalStateException(program.getSimpleName() + " does not start");
    }
    return new ChildProgram(process, said);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
