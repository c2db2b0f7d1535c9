package io.upstack.stages.store.gcs;

import com.google.api.client.http.HttpMethods;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.cloud.ServiceOptions;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.StorageException;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Examines error replies before the client does. If such a reply is cut short or is not the JSON
 * that its header promises, the client's own reader prints a stack trace to standard error,
 * although the status is all that it needs and the request may be retried.
 */
final class ErrorReplies extends HttpTransportOptions {
  private static final long serialVersionUID = 1L;

  /** The limit in bytes. A server's error reply is short. */
  private static final int LONGEST = 1 << 20;

  private static final int FIRST_ERROR = 400;

  private final RetryNotice notice;

  private ErrorReplies(HttpTransportOptions.Builder options, RetryNotice notice) {
    super(options);
    this.notice = notice;
  }

  static HttpTransportOptions of(GcsPatience patience, RetryNotice notice) {
    return new ErrorReplies(
        HttpTransportOptions.newBuilder()
            .setConnectTimeout(Math.toIntExact(patience.connectTimeout().toMillis()))
            .setReadTimeout(Math.toIntExact(patience.readTimeout().toMillis())),
        notice);
  }

  @Override
  public HttpRequestInitializer getHttpRequestInitializer(ServiceOptions<?, ?> options) {
    HttpRequestInitializer initializer = super.getHttpRequestInitializer(options);
    return request -> {
      initializer.initialize(request);
      request.setResponseInterceptor(
          response -> {
            if (response.isSuccessStatusCode()) {
              notice.answered();
            }
            check(response);
          });
    };
  }

  /** Throws what the client would throw, based on the status alone, if the rest has not arrived. */
  private static void check(HttpResponse response) throws IOException {
    if (response.getStatusCode() < FIRST_ERROR || isWhole(response)) {
      return;
    }
    String status =
        "%d %s".formatted(response.getStatusCode(), response.getStatusMessage()).strip();
    response.disconnect();
    if (response.getRequest().getRequestMethod().equals(HttpMethods.PUT)) {
      // Sessions of uploads take I/O exceptions for lost connections.
      throw new StorageException(response.getStatusCode(), status);
    }
    throw new HttpResponseException.Builder(
            response.getStatusCode(), response.getStatusMessage(), response.getHeaders())
        .setMessage(status)
        .build();
  }

  /** Reads the server's reply, and leaves it to be read again. */
  private static boolean isWhole(HttpResponse response) {
    try {
      InputStream input = response.getContent();
      if (input == null || !input.markSupported()) {
        return true;
      }
      input.mark(LONGEST + 1);
      String content = new String(input.readNBytes(LONGEST), StandardCharsets.UTF_8);
      input.reset();
      String type = Objects.requireNonNullElse(response.getContentType(), "");
      return !type.startsWith("application/json") || JsonParser.parseString(content).isJsonObject();
    } catch (IOException | JsonParseException e) {
      return false;
    }
  }
}
