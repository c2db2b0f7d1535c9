package io.upstack.buckets;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Set;

/**
 * Which parts of a reply a request wants: names, with those of what they hold after a slash.
 *
 * @param names empty for all
 */
record Fields(Set<String> names) {
  static Fields of(Map<String, String> query) {
    String written = query.getOrDefault("fields", "");
    return new Fields(written.isEmpty() ? Set.of() : Set.of(written.split(",", -1)));
  }

  JsonObject of(JsonObject reply) {
    return names.isEmpty() ? reply : of(reply, "");
  }

  private JsonObject of(JsonObject json, String path) {
    JsonObject kept = new JsonObject();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      String name = path + entry.getKey();
      if (names.contains(name)) {
        kept.add(entry.getKey(), entry.getValue());
      } else if (entry.getValue().isJsonArray()) {
        kept.add(entry.getKey(), ofEach(entry.getValue().getAsJsonArray(), name + "/"));
      }
    }
    return kept;
  }

  private JsonArray ofEach(JsonArray items, String path) {
    JsonArray kept = new JsonArray();
    items.forEach(item -> kept.add(of(item.getAsJsonObject(), path)));
    return kept;
  }
}
