package io.upstack.stages.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.oauth2.UserCredentials;
import com.google.cloud.NoCredentials;
import io.upstack.proto.CloudStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of credentials that cannot be used are named before anything is asked of a bucket. */
class GcsCredentialsTest {
  private static final String EXPECTED =
      "; expected a key of a service account in JSON, or what 'gcloud auth application-default"
          + " login' writes";
  private static final String USER =
      """
      {"type": "authorized_user", "client_id": "a", "client_secret": "b", "refresh_token": "c"}
      """;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | is a list in JSON",
        "`` | is empty",
        "`  ` | is empty",
        "hello | is not JSON",
        "{\"type\": | is not JSON",
        "<html><body>Sign in</body></html> | is not JSON",
        "{} | is JSON of another kind (it has no \"type\")",
        "{\"name\": \"a\", \"private_key\": \"secret\"} | is JSON of another kind (it has no"
            + " \"type\")",
        "{\"type\": 3} | is JSON of another kind (it has no \"type\")",
        "{\"type\": \"service_account\"} | cannot be used (Error reading service account credential"
            + " from JSON, expecting  'client_id', 'client_email', 'private_key' and"
            + " 'private_key_id'.)",
        "{\"type\": \"service_account\", \"client_id\": \"1\", \"client_email\": \"a@b\","
            + " \"private_key_id\": \"1\", \"private_key\": \"secret\"}"
            + " | cannot be used (Invalid PKCS#8 data.)"
      })
  void thatCannotBeUsedAreNamedWithWhatIsWrongWithThem(String content, String fault)
      throws IOException {
    Path file = Files.writeString(directory.resolve("key.json"), content);

    assertRefused(file, fault);
  }

  @Test
  void ofAnotherTypeAreNamedWithTheTypesThereAre() throws IOException {
    Path file = Files.writeString(directory.resolve("key.json"), "{\"type\": \"banana\\u001b\"}");

    assertThatThrownBy(() -> ofVariable(file).load(CloudStorage.getDefaultInstance()))
        .isInstanceOf(GcsCredentialsException.class)
        .hasMessageStartingWith(
            "GOOGLE_APPLICATION_CREDENTIALS: '%s' cannot be used (Error reading credentials from"
                    .formatted(file)
                + " stream, 'type' value 'banana\\u001b' not recognized. Valid values are"
                + " 'authorized_user', 'service_account'")
        .hasMessageEndingWith(EXPECTED);
  }

  @Test
  void thatAreNoFilesAreNamed() throws IOException {
    assertRefused(directory.resolve("none.json"), "does not exist");
    assertRefused(Files.createDirectory(directory.resolve("keys")), "is a directory");
    Path large = Files.write(directory.resolve("large.json"), new byte[(1 << 20) + 1]);
    assertRefused(large, "is larger than 1 MB");
  }

  /** The variable and the option behave alike. */
  private void assertRefused(Path file, String fault) {
    String named = "'%s' %s%s".formatted(file, fault, EXPECTED);
    assertThatThrownBy(() -> ofVariable(file).load(CloudStorage.getDefaultInstance()))
        .isInstanceOf(GcsCredentialsException.class)
        .hasMessage("GOOGLE_APPLICATION_CREDENTIALS: " + named);
    CloudStorage option = CloudStorage.newBuilder().setCredentialsFile(file.toString()).build();
    assertThatThrownBy(() -> new GcsCredentials(Map.of(), directory).load(option))
        .isInstanceOf(GcsCredentialsException.class)
        .hasMessage("--gcs-credentials: " + named);
  }

  private GcsCredentials ofVariable(Path file) {
    return new GcsCredentials(Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString()), directory);
  }

  @Test
  void ofGcloudThatAreBrokenAreNamedWithHowToMakeThemAnew() throws IOException {
    Path gcloud = Files.createDirectories(directory.resolve(".config").resolve("gcloud"));
    assertBrokenGcloud(gcloud, Map.of());
    Path other = Files.createDirectories(directory.resolve("other"));
    assertBrokenGcloud(other, Map.of("CLOUDSDK_CONFIG", other.toString()));
  }

  private void assertBrokenGcloud(Path gcloud, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(gcloud.resolve("application_default_credentials.json"), "[]");
    assertThatThrownBy(
            () ->
                new GcsCredentials(environment, directory).load(CloudStorage.getDefaultInstance()))
        .isInstanceOf(GcsCredentialsException.class)
        .hasMessage(
            "gcloud's default credentials: '%s' is a list in JSON; remove it, or log in again with"
                    .formatted(file)
                + " 'gcloud auth application-default login'");
  }

  @Test
  void thatAreGoodAreRead() throws IOException {
    Path file = Files.writeString(directory.resolve("user.json"), USER);
    CloudStorage option = CloudStorage.newBuilder().setCredentialsFile(file.toString()).build();

    assertThat(new GcsCredentials(Map.of(), directory).load(option))
        .isInstanceOf(UserCredentials.class);
  }

  @Test
  void areNotLookedForWhereNoneAreWanted() throws IOException {
    CloudStorage anonymous = CloudStorage.newBuilder().setAnonymous(true).build();

    assertThat(ofVariable(directory.resolve("none.json")).load(anonymous))
        .isSameAs(NoCredentials.getInstance());
  }
}
