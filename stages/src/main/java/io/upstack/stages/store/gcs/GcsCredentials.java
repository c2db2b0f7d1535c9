package io.upstack.stages.store.gcs;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.NoCredentials;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.upstack.proto.CloudStorage;
import io.upstack.stages.problems.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the credentials for buckets where Google's programs look for them. A file that is named
 * there and cannot be used is refused. Otherwise the library would repeat its parser's message, or
 * skip the file for another one that the user does not mean.
 *
 * @param environment the environment variables of this process
 * @param home the home of the user, below which gcloud keeps the user's login
 */
record GcsCredentials(Map<String, String> environment, Path home) {
  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
  private static final String OPTION = "--gcs-credentials";
  private static final String VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS";
  private static final String GCLOUD = "gcloud's default credentials";
  private static final String LOG_IN = "gcloud auth application-default login";

  /**
   * The largest size of a key file. Keys take some 2 kB; anything larger is not a key and is not
   * read.
   */
  private static final int LARGEST = 1 << 20;

  static GcsCredentials ofProcess() {
    return new GcsCredentials(System.getenv(), Path.of(System.getProperty("user.home", "")));
  }

  /**
   * Reads the credentials. This makes no request, unless the machine itself has to be asked for its
   * identity.
   *
   * @throws GcsCredentialsException if there are none, or those that are named cannot be used
   */
  Credentials load(CloudStorage settings) throws GcsCredentialsException {
    if (settings.getAnonymous()) {
      return NoCredentials.getInstance();
    }
    if (settings.hasCredentialsFile()) {
      return read(OPTION, settings.getCredentialsFile()).createScoped(SCOPE);
    }
    check();
    try {
      return GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
    } catch (IOException | RuntimeException e) {
      throw GcsFailures.noCredentials(e);
    }
  }

  /** Refuses an unusable file that application default credentials would be read from. */
  private void check() throws GcsCredentialsException {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      read(VARIABLE, named);
      return;
    }
    Path configuration =
        Optional.ofNullable(environment.get("CLOUDSDK_CONFIG"))
            .map(Path::of)
            .orElse(home.resolve(".config").resolve("gcloud"));
    Path usual = configuration.resolve("application_default_credentials.json");
    if (Files.isRegularFile(usual)) {
      read(GCLOUD, usual.toString());
    }
  }

  private static GoogleCredentials read(String source, String file) throws GcsCredentialsException {
    byte[] content = content(source, file);
    Optional<String> fault = fault(content);
    if (fault.isPresent()) {
      throw refused(source, file, fault.get(), null);
    }
    try {
      return GoogleCredentials.fromStream(new ByteArrayInputStream(content));
    } catch (IOException | RuntimeException e) {
      throw refused(source, file, "cannot be used (%s)".formatted(GcsFailures.said(e)), e);
    }
  }

  private static byte[] content(String source, String file) throws GcsCredentialsException {
    try {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        throw refused(source, file, "is a directory", null);
      }
      try (InputStream input = Files.newInputStream(path)) {
        return input.readNBytes(LARGEST + 1);
      }
    } catch (NoSuchFileException | InvalidPathException e) {
      throw refused(source, file, "does not exist", e);
    } catch (AccessDeniedException e) {
      throw refused(source, file, "may not be read by this user", e);
    } catch (GcsCredentialsException e) {
      throw e;
    } catch (IOException e) {
      throw refused(source, file, "cannot be read (%s)".formatted(GcsFailures.said(e)), e);
    }
  }

  /**
   * Returns what is obviously wrong with the content. A message never contains any part of a key.
   */
  private static Optional<String> fault(byte[] content) {
    if (content.length > LARGEST) {
      return Optional.of("is larger than 1 MB");
    }
    String text = new String(content, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return Optional.of("is empty");
    }
    JsonElement json;
    try {
      json = JsonParser.parseString(text);
    } catch (JsonParseException | StackOverflowError e) {
      return Optional.of("is not JSON");
    }
    if (!json.isJsonObject()) {
      // The parser is lenient and takes a bare word for a string.
      return Optional.of(json.isJsonArray() ? "is a list in JSON" : "is not JSON");
    }
    return type(json.getAsJsonObject()).isEmpty()
        ? Optional.of("is JSON of another kind (it has no \"type\")")
        : Optional.empty();
  }

  private static Optional<String> type(JsonObject json) {
    JsonElement type = json.get("type");
    return type instanceof JsonPrimitive text && text.isString()
        ? Optional.of(text.getAsString())
        : Optional.empty();
  }

  private static GcsCredentialsException refused(
      String source, String file, String fault, Throwable cause) {
    String right =
        source.equals(GCLOUD)
            ? "remove it, or log in again with '%s'".formatted(LOG_IN)
            : "expected a key of a service account in JSON, or what '%s' writes".formatted(LOG_IN);
    return new GcsCredentialsException(
        Printable.line("%s: '%s' %s; %s".formatted(source, file, fault, right)), cause);
  }
}
