package io.upstack.buckets;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Bucket;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bucket of one test, on an emulator that is no part of this project. Its name is new, and it is
 * deleted in the end. The emulator has to serve the JSON API over HTTP, to anyone, and let anyone
 * create buckets; nothing is counted there, and nothing made to fail.
 */
public final class EmulatorBucket implements AutoCloseable {
  /** This variable of the environment has a URL, or a host and a port. */
  public static final String VARIABLE = "GCS_EMULATOR_ENDPOINT";

  public static final String MISSING =
      "there is no emulator, whose URL " + VARIABLE + " would hold";

  private static final Logger logger = LoggerFactory.getLogger(EmulatorBucket.class);
  private static final String PROJECT = "test";

  private final String endpoint;
  private final Storage api;
  private final String name = "upstack-" + UUID.randomUUID();

  private EmulatorBucket(String endpoint) {
    this.endpoint = endpoint;
    this.api = api(endpoint);
  }

  /** Makes a bucket on the emulator that the environment names. */
  public static EmulatorBucket create() throws IOException {
    EmulatorBucket bucket = new EmulatorBucket(url(System.getenv(VARIABLE)));
    bucket.api.buckets().insert(PROJECT, new Bucket().setName(bucket.name)).execute();
    return bucket;
  }

  private static String url(String written) {
    String url = written.strip().replaceAll("/+$", "");
    return url.contains("://") ? url : "http://" + url;
  }

  /** The JSON API of a server, without what the client under test adds to it. */
  public static Storage api(String endpoint) {
    return new Storage.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), null)
        .setRootUrl(endpoint + "/")
        .setApplicationName("upstack-test")
        .build();
  }

  /** Returns an address such as {@code http://localhost:4443}. */
  public String endpoint() {
    return endpoint;
  }

  public String name() {
    return name;
  }

  /** Puts an object in the place of any that exists. */
  public void put(String path, byte[] bytes, Map<String, String> metadata) throws IOException {
    Storage.Objects.Insert insert =
        api.objects()
            .insert(
                name,
                new StorageObject().setName(path).setMetadata(metadata),
                new ByteArrayContent("application/octet-stream", bytes));
    insert.getMediaHttpUploader().setDirectUploadEnabled(true);
    insert.execute();
  }

  /** The bytes of an object. */
  public byte[] bytes(String path) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    api.objects().get(name, path).executeMedia().download(bytes);
    return bytes.toByteArray();
  }

  public Map<String, String> metadata(String path) throws IOException {
    return Optional.ofNullable(api.objects().get(name, path).execute().getMetadata())
        .orElse(Map.of());
  }

  /** Paths of all objects. */
  public List<String> paths() throws IOException {
    List<String> paths = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      Storage.Objects.List list = api.objects().list(name);
      token.ifPresent(list::setPageToken);
      Objects page = list.execute();
      Optional.ofNullable(page.getItems())
          .ifPresent(items -> items.forEach(item -> paths.add(item.getName())));
      token = Optional.ofNullable(page.getNextPageToken());
    } while (token.isPresent());
    return paths;
  }

  public void delete(String path) throws IOException {
    api.objects().delete(name, path).execute();
  }

  /** Deletes it; where that is refused it stays, which no other test minds. */
  @Override
  public void close() {
    try {
      for (String path : paths()) {
        delete(path);
      }
      api.buckets().delete(name).execute();
    } catch (IOException e) {
      logger.info("{} stays on {}", name, endpoint, e);
    }
  }
}
