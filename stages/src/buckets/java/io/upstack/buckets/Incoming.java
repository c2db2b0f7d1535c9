package io.upstack.buckets;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A request, taken apart.
 *
 * @param parts of its path after {@code /b/}: bucket, {@code o}, object, and what follows
 */
record Incoming(HttpExchange exchange, String[] parts, Map<String, String> query, byte[] body) {

  private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]*)\"");
  private static final int LONGEST_RESOURCE = 4096;

  static Incoming read(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    String path = exchange.getRequestURI().getRawPath();
    // Buckets themselves are at /b, and what is in one at /b/ and its name.
    int start = path.indexOf("/b/");
    String[] parts = start < 0 ? new String[] {""} : path.substring(start + 3).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = URLDecoder.decode(parts[i].replace("+", "%2B"), StandardCharsets.UTF_8);
    }
    return new Incoming(exchange, parts, query(exchange.getRequestURI().getRawQuery()), body);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new TreeMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      // What is empty comes without the sign.
      String[] sides = pair.split("=", 2);
      query.put(
          sides[0], sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  String method() {
    return exchange.getRequestMethod();
  }

  String bucket() {
    return parts[0];
  }

  /** Empty for requests on the bucket. */
  String object() {
    return parts.length > 2 ? parts[2] : query.getOrDefault("name", uploaded());
  }

  /** The name in the resource that an upload begins with. */
  private String uploaded() {
    int length = Math.min(body.length, LONGEST_RESOURCE);
    Matcher name = NAME.matcher(new String(body, 0, length, StandardCharsets.UTF_8));
    return isUpload() && name.find() ? name.group(1) : "";
  }

  boolean isUpload() {
    return exchange.getRequestURI().getRawPath().startsWith("/upload/");
  }

  Optional<Long> generation() {
    return number("generation");
  }

  Optional<Long> generationMatch() {
    return number("ifGenerationMatch");
  }

  String header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  /** Which of the API's methods is called. */
  String operation() {
    if (query.containsKey("upload_id")) {
      return "session";
    }
    if (bucket().isEmpty()) {
      return "create";
    }
    if (isUpload()) {
      return query.getOrDefault("uploadType", "").equals("resumable") ? "start" : "insert";
    }
    if (parts.length > 3 && parts[3].equals("compose")) {
      return "compose";
    }
    if (method().equals("DELETE")) {
      return "delete";
    }
    if (parts.length == 2) {
      return "list";
    }
    return query.getOrDefault("alt", "").equals("media") ? "media" : "get";
  }

  RecordedRequest recorded() {
    return new RecordedRequest(
        operation(),
        bucket(),
        operation().equals("list") ? query.getOrDefault("prefix", "") : object(),
        query,
        header("Range"),
        header("User-Agent"));
  }

  private Optional<Long> number(String name) {
    return Optional.ofNullable(query.get(name)).map(Long::valueOf);
  }
}
