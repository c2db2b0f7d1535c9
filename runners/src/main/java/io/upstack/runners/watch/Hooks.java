package io.upstack.runners.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is called with each result. A failure of a hook changes nothing else.
 *
 * @param command a command for /bin/sh that gets the result on its standard input
 * @param webhook a URL to which the result is sent
 */
record Hooks(Optional<String> command, Optional<URI> webhook, Duration timeout) {
  private static final Logger logger = LoggerFactory.getLogger(Hooks.class);

  /**
   * Calls the hooks, one after the other.
   *
   * @return what went wrong
   */
  List<String> call(String json) throws InterruptedException {
    List<String> failures = new ArrayList<>();
    if (command.isPresent()) {
      execute(command.get(), json).ifPresent(failures::add);
    }
    if (webhook.isPresent()) {
      send(webhook.get(), json).ifPresent(failures::add);
    }
    return failures;
  }

  private Optional<String> execute(String line, String json) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of("/bin/sh", "-c", line))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (OutputStream input = process.getOutputStream()) {
        input.write(json.getBytes(UTF_8));
      } catch (IOException e) {
        // The command did not read all of it, which is its own affair.
        logger.debug("the command of watch.command did not read its input", e);
      }
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return Optional.of("watch.command was ended after %d s".formatted(timeout.toSeconds()));
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of("watch.command ended with status " + process.exitValue());
    } catch (IOException e) {
      return Optional.of("watch.command could not be started: " + e.getMessage());
    }
  }

  private Optional<String> send(URI url, String json) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    try {
      int status =
          HttpClient.newBuilder()
              .connectTimeout(timeout)
              .build()
              .send(request, HttpResponse.BodyHandlers.discarding())
              .statusCode();
      return status / 100 == 2
          ? Optional.empty()
          : Optional.of("watch.webhook %s answered with status %d".formatted(url, status));
    } catch (IOException e) {
      return Optional.of("watch.webhook %s could not be reached: %s".formatted(url, e));
    }
  }
}
