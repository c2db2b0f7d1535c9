package io.upstack.buckets;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two ways of putting an object: at once in parts, or in a session of several requests. */
final class Uploads {
  private static final Pattern RANGE = Pattern.compile("bytes (\\*|(\\d+)-(\\d+|\\*))/(\\d+|\\*)");
  private static final int INCOMPLETE = 308;

  /** Requests before the last of a session bring multiples of this, in bytes. */
  private static final int PIECE = 256 << 10;

  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong();

  private static final class Session {
    private final Bucket bucket;
    private final String bucketName;
    private final JsonObject resource;
    private final Optional<Long> match;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Optional<Reply> finished = Optional.empty();

    Session(Bucket bucket, String bucketName, JsonObject resource, Optional<Long> match) {
      this.bucket = bucket;
      this.bucketName = bucketName;
      this.resource = resource;
      this.match = match;
    }
  }

  /** A body of two parts: the resource, and the bytes. */
  Reply insert(Incoming request, Bucket bucket) throws RefusedException {
    String type = request.header("Content-Type");
    String boundary = type.substring(type.indexOf("boundary=") + 9).replace("\"", "");
    byte[] body = request.body();
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int first = text.indexOf("\r\n\r\n") + 4;
    int second = text.indexOf("\r\n--" + boundary, first);
    int start = text.indexOf("\r\n\r\n", second) + 4;
    int end = text.lastIndexOf("\r\n--" + boundary + "--");
    JsonObject resource = resource(Arrays.copyOfRange(body, first, second));
    return put(request.bucket(), bucket, resource, Arrays.copyOfRange(body, start, end), request);
  }

  private static Reply put(
      String name, Bucket bucket, JsonObject resource, byte[] bytes, Incoming request)
      throws RefusedException {
    return put(name, bucket, resource, bytes, request.generationMatch());
  }

  private static Reply put(
      String name, Bucket bucket, JsonObject resource, byte[] bytes, Optional<Long> match)
      throws RefusedException {
    String arrived = StoredBytes.crc32c(bytes);
    Optional<String> claimed = ObjectJson.text(resource, "crc32c");
    if (claimed.isPresent() && !claimed.get().equals(arrived)) {
      throw new RefusedException(
          400,
          "Provided CRC32C \"%s\" doesn't match calculated CRC32C \"%s\"."
              .formatted(claimed.get(), arrived));
    }
    String path = ObjectJson.text(resource, "name").orElseThrow();
    StoredBytes made = bucket.put(path, bytes, bytes.length, ObjectJson.metadata(resource), match);
    return Reply.json(200, ObjectJson.of(name, path, made));
  }

  Reply start(Incoming request, Bucket bucket, String endpoint) throws RefusedException {
    JsonObject resource = resource(request.body());
    bucket.requireGeneration(
        ObjectJson.text(resource, "name").orElseThrow(), request.generationMatch());
    String id = Long.toString(next.incrementAndGet());
    sessions.put(id, new Session(bucket, request.bucket(), resource, request.generationMatch()));
    return Reply.empty(
        200,
        Map.of(
            "Location",
            "%s/upload/storage/v1/b/%s/o?uploadType=resumable&upload_id=%s"
                .formatted(endpoint, request.bucket(), id)));
  }

  /** Bytes that follow those received before, or a question how many those are. */
  Reply proceed(Incoming request) throws RefusedException {
    Session session = sessions.get(request.query().get("upload_id"));
    synchronized (session) {
      if (session.finished.isPresent()) {
        return session.finished.get();
      }
      Matcher range = RANGE.matcher(request.header("Content-Range"));
      boolean whole = !range.matches();
      if (!whole && "*".equals(range.group(4)) && request.body().length % PIECE != 0) {
        throw new RefusedException(
            400,
            "Invalid request. The number of bytes uploaded is required to be equal or greater than"
                + " 262144, except for the final request.");
      }
      if (!whole && range.group(2) != null) {
        int known = session.received.size() - Integer.parseInt(range.group(2));
        session.received.write(request.body(), known, request.body().length - known);
      } else if (whole) {
        session.received.writeBytes(request.body());
      }
      int size = session.received.size();
      if (whole || range.group(4).equals(Integer.toString(size))) {
        Reply reply =
            put(
                session.bucketName,
                session.bucket,
                session.resource,
                session.received.toByteArray(),
                session.match);
        session.finished = Optional.of(reply);
        return reply;
      }
      return Reply.empty(
          INCOMPLETE, size == 0 ? Map.of() : Map.of("Range", "bytes=0-" + (size - 1)));
    }
  }

  private static JsonObject resource(byte[] json) {
    return JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
  }
}
