package io.upstack.buckets;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be joined with others.
 *
 * @param generation that is meant, if not the one that stands
 * @param generationMatch that must stand
 */
record ComposeSource(String path, Optional<Long> generation, Optional<Long> generationMatch) {
  static List<ComposeSource> all(JsonObject request) {
    List<ComposeSource> sources = new ArrayList<>();
    for (JsonElement element : request.getAsJsonArray("sourceObjects")) {
      JsonObject source = element.getAsJsonObject();
      Optional<JsonObject> preconditions =
          Optional.ofNullable(source.getAsJsonObject("objectPreconditions"));
      sources.add(
          new ComposeSource(
              source.get("name").getAsString(),
              number(source, "generation"),
              preconditions.flatMap(given -> number(given, "ifGenerationMatch"))));
    }
    return sources;
  }

  private static Optional<Long> number(JsonObject json, String field) {
    return ObjectJson.text(json, field).map(Long::valueOf);
  }
}
