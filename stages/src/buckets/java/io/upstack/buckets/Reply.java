package io.upstack.buckets;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer of the server. */
record Reply(int status, Map<String, String> headers, byte[] body) {
  static Reply json(int status, JsonObject json) {
    return new Reply(
        status,
        Map.of("Content-Type", "application/json; charset=UTF-8"),
        json.toString().getBytes(StandardCharsets.UTF_8));
  }

  static Reply empty(int status, Map<String, String> headers) {
    return new Reply(status, headers, new byte[0]);
  }

  static Reply error(int status, String message) {
    return json(status, ObjectJson.error(status, message));
  }
}
