package io.upstack.runners.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is called with each result. A failure of a hook is logged, and changes nothing else.
 *
 * @param command a command for /bin/sh that gets the result on its standard input
 * @param webhook a URL to which the result is sent
 */
record Hooks(Optional<String> command, Optional<URI> webhook, Duration timeout) {
  private static final Logger logger = LoggerFactory.getLogger(Hooks.class);

  /** Calls the hooks, one after the other. */
  void call(String json) throws InterruptedException {
    if (command.isPresent()) {
      execute(command.get(), json);
    }
    if (webhook.isPresent()) {
      send(webhook.get(), json);
    }
  }

  private void execute(String line, String json) throws InterruptedException {
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
        logger.warn("watch.command was ended after {} seconds", timeout.toSeconds());
      } else if (process.exitValue() != 0) {
        logger.warn("watch.command ended with status {}", process.exitValue());
      }
    } catch (IOException e) {
      logger.warn("watch.command could not be started: {}", e.getMessage());
    }
  }

  private void send(URI url, String json) throws InterruptedException {
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
      if (status / 100 != 2) {
        logger.warn("watch.webhook {} answered with status {}", url, status);
      }
    } catch (IOException e) {
      logger.warn("watch.webhook {} could not be reached: {}", url, e.toString());
    }
  }
}
