package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium without a window or a network. */
public final class HeadlessBrowser {
  private static final ImmutableList<String> NAMES =
      ImmutableList.of("chromium", "chromium-browser", "google-chrome");
  private static final ImmutableList<String> OPTIONS =
      ImmutableList.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run",
          "--enable-logging=stderr",
          "--virtual-time-budget=5000",
          "--window-size=1600,1200");

  private final Path program;
  private final Path directory;

  private HeadlessBrowser(Path program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  /** The browser on the PATH, if there is one, with its profile and its output in a directory. */
  public static Optional<HeadlessBrowser> in(Path directory) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new HeadlessBrowser(program, directory));
  }

  /** Returns the page after it has loaded and its scripts have run. */
  public Visit open(Path page) throws IOException, InterruptedException {
    Path document = directory.resolve("document.html");
    Path log = directory.resolve("browser.log");
    List<String> command =
        ImmutableList.<String>builder()
            .add(program.toString())
            .addAll(OPTIONS)
            .add("--user-data-dir=" + directory.resolve("profile"), "--dump-dom")
            .add(page.toUri().toString())
            .build();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(document.toFile())
            .redirectError(log.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IOException("%s did not end within 60 seconds".formatted(program));
    }
    return new Visit(Files.readString(document), consoleMessages(log));
  }

  private static List<String> consoleMessages(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains(":CONSOLE")).toList();
    }
  }

  /**
   * @param document as serialised by the browser
   * @param consoleMessages of scripts, and of what could not be loaded
   */
  public record Visit(String document, List<String> consoleMessages) {}
}
