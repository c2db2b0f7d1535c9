package io.upstack.buckets;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The methods of the JSON API that clients of objects call. */
final class Api {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final int PAGE = 1000;
  private static final int MOST_SOURCES = 32;

  /** Denied where no credentials are accepted. */
  static final String CREDENTIALS = "credentials";

  private final Map<String, Bucket> buckets;
  private final Set<String> denied;
  private final String endpoint;
  private final Uploads uploads = new Uploads();

  Api(Map<String, Bucket> buckets, Set<String> denied, String endpoint) {
    this.buckets = buckets;
    this.denied = denied;
    this.endpoint = endpoint;
  }

  Reply reply(Incoming request) {
    try {
      String operation = request.operation();
      require(request, permission(operation));
      if (operation.equals("create")) {
        return create(request);
      }
      Bucket bucket = buckets.get(request.bucket());
      if (bucket == null) {
        throw new RefusedException(404, "The specified bucket does not exist.");
      }
      return switch (operation) {
        case "session" -> uploads.proceed(request);
        case "start" -> uploads.start(request, bucket, endpoint);
        case "insert" -> uploads.insert(request, bucket);
        case "compose" -> compose(request, bucket);
        case "delete" -> delete(request, bucket);
        case "list" -> list(request, bucket);
        case "media" -> media(request, bucket);
        default -> get(request, bucket);
      };
    } catch (RefusedException e) {
      return Reply.error(e.status(), e.getMessage());
    }
  }

  private static String permission(String operation) {
    return switch (operation) {
      case "session", "start", "insert", "compose" -> "storage.objects.create";
      case "create" -> "storage.buckets.create";
      case "delete" -> "storage.objects.delete";
      case "list" -> "storage.objects.list";
      default -> "storage.objects.get";
    };
  }

  private void require(Incoming request, String permission) throws RefusedException {
    if (denied.contains(CREDENTIALS)) {
      throw new RefusedException(401, "Invalid Credentials");
    }
    if (denied.contains(permission)) {
      throw new RefusedException(
          403,
          "tester does not have %s access to the Google Cloud Storage %s."
              .formatted(permission, request.object().isEmpty() ? "bucket" : "object"));
    }
  }

  private Reply create(Incoming request) throws RefusedException {
    JsonObject resource =
        JsonParser.parseString(new String(request.body(), StandardCharsets.UTF_8))
            .getAsJsonObject();
    String name = ObjectJson.text(resource, "name").orElseThrow();
    if (buckets.putIfAbsent(name, new Bucket()) != null) {
      throw new RefusedException(409, "You already own this bucket.");
    }
    JsonObject json = new JsonObject();
    json.addProperty("kind", "storage#bucket");
    json.addProperty("name", name);
    return Reply.json(200, json);
  }

  private static Reply get(Incoming request, Bucket bucket) throws RefusedException {
    StoredBytes object = bucket.get(request.object(), request.generation());
    JsonObject json = ObjectJson.of(request.bucket(), request.object(), object);
    return Reply.json(200, Fields.of(request.query()).of(json));
  }

  private static Reply media(Incoming request, Bucket bucket) throws RefusedException {
    StoredBytes object = bucket.get(request.object(), request.generation());
    byte[] bytes = object.bytes();
    Map<String, String> headers =
        Map.of(
            "Content-Type",
            "application/octet-stream",
            "x-goog-generation",
            Long.toString(object.generation()),
            "x-goog-hash",
            "crc32c=" + object.crc32c());
    Matcher range = RANGE.matcher(request.header("Range"));
    if (!range.matches()) {
      return new Reply(200, headers, bytes);
    }
    int first = Integer.parseInt(range.group(1));
    int last = range.group(2).isEmpty() ? bytes.length - 1 : Integer.parseInt(range.group(2));
    if (first >= bytes.length) {
      throw new RefusedException(416, "The requested range cannot be satisfied.");
    }
    int end = Math.min(last + 1, bytes.length);
    Map<String, String> ranged = new TreeMap<>(headers);
    ranged.put("Content-Range", "bytes %d-%d/%d".formatted(first, end - 1, bytes.length));
    return new Reply(206, ranged, Arrays.copyOfRange(bytes, first, end));
  }

  private static Reply list(Incoming request, Bucket bucket) {
    int most = Math.min(PAGE, Integer.parseInt(request.query().getOrDefault("maxResults", "1000")));
    Map<String, StoredBytes> page =
        bucket.list(
            request.query().getOrDefault("prefix", ""),
            request.query().getOrDefault("pageToken", ""),
            most + 1);
    JsonArray items = new JsonArray();
    String last = "";
    for (Map.Entry<String, StoredBytes> entry : page.entrySet()) {
      if (items.size() < most) {
        items.add(ObjectJson.of(request.bucket(), entry.getKey(), entry.getValue()));
        last = entry.getKey();
      }
    }
    JsonObject json = new JsonObject();
    json.addProperty("kind", "storage#objects");
    json.add("items", items);
    if (page.size() > most) {
      json.addProperty("nextPageToken", last);
    }
    return Reply.json(200, Fields.of(request.query()).of(json));
  }

  private static Reply compose(Incoming request, Bucket bucket) throws RefusedException {
    JsonObject body =
        JsonParser.parseString(new String(request.body(), StandardCharsets.UTF_8))
            .getAsJsonObject();
    List<ComposeSource> sources = ComposeSource.all(body);
    if (sources.isEmpty() || sources.size() > MOST_SOURCES) {
      throw new RefusedException(
          400,
          "The number of source components provided (%d) is not from 1 to %d."
              .formatted(sources.size(), MOST_SOURCES));
    }
    StoredBytes made =
        bucket.compose(
            request.object(),
            sources,
            ObjectJson.metadata(body.getAsJsonObject("destination")),
            request.generationMatch());
    return Reply.json(200, ObjectJson.of(request.bucket(), request.object(), made));
  }

  private static Reply delete(Incoming request, Bucket bucket) throws RefusedException {
    bucket.delete(request.object(), request.generationMatch());
    return Reply.empty(204, Map.of());
  }
}
