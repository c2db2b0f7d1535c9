package io.upstack.buckets;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes object resources and errors as the JSON API defines them. */
final class ObjectJson {
  private ObjectJson() {}

  static JsonObject of(String bucket, String path, StoredBytes object) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", "storage#object");
    json.addProperty("bucket", bucket);
    json.addProperty("name", path);
    json.addProperty("generation", Long.toString(object.generation()));
    json.addProperty("metageneration", "1");
    if (object.size() > 0) {
      // Servers whose replies are made of protobuf messages leave out what is zero.
      json.addProperty("size", Long.toString(object.size()));
    }
    json.addProperty("crc32c", object.crc32c());
    json.addProperty("updated", object.updated().toString());
    if (object.components() > 0) {
      json.addProperty("componentCount", object.components());
    }
    if (!object.metadata().isEmpty()) {
      JsonObject metadata = new JsonObject();
      object.metadata().forEach(metadata::addProperty);
      json.add("metadata", metadata);
    }
    return json;
  }

  static JsonObject error(int status, String message) {
    JsonObject detail = new JsonObject();
    detail.addProperty("message", message);
    detail.addProperty("domain", "global");
    detail.addProperty("reason", "status" + status);
    JsonArray details = new JsonArray();
    details.add(detail);
    JsonObject error = new JsonObject();
    error.addProperty("code", status);
    error.addProperty("message", message);
    error.add("errors", details);
    JsonObject json = new JsonObject();
    json.add("error", error);
    return json;
  }

  static Optional<String> text(JsonObject json, String field) {
    return Optional.ofNullable(json.get(field)).map(JsonElement::getAsString);
  }

  static Map<String, String> metadata(JsonObject json) {
    Map<String, String> metadata = new TreeMap<>();
    if (json.has("metadata")) {
      json.getAsJsonObject("metadata")
          .entrySet()
          .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().getAsString()));
    }
    return metadata;
  }
}
