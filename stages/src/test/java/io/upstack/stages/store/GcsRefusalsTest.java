package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsException;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bucket's store does not repeat a request that a server refuses. */
class GcsRefusalsTest {
  private static final String BUCKET = "faulty-bucket";
  private static final String NAME = "samples/00012.npz";

  private BucketServer server;
  private ObjectStore store;

  @BeforeEach
  void start() throws IOException {
    server = BucketServer.start(BUCKET);
    GcsClient client = BucketClients.of(server.endpoint());
    store = BucketStores.open(client, GcsLocation.parse("gs://faulty-bucket/run"));
    server.forgetRequests();
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    server.close();
  }

  @Test
  void aPermissionThatIsMissingIsNamedAtOnce() throws IOException {
    store.create(NAME, Contents.of(1));
    refused("storage.objects.get", "looked at", () -> store.find(NAME));
    refused("storage.objects.list", "listed", () -> store.list(""));
  }

  @Test
  void aPermissionToWriteThatIsMissingIsNamedAtOnce() throws IOException {
    refused("storage.objects.create", "written", () -> store.create(NAME, Contents.of(1)));
  }

  @Test
  void aPermissionToDeleteThatIsMissingIsNamedAtOnce() throws IOException {
    store.create(NAME, Contents.of(1));
    refused("storage.objects.delete", "deleted", () -> store.delete(NAME));
  }

  @FunctionalInterface
  private interface Request {
    void make() throws IOException;
  }

  private void refused(String permission, String participle, Request request) {
    server.deny(permission);
    server.forgetRequests();
    assertThatThrownBy(request::make)
        .isInstanceOf(GcsException.class)
        .hasMessageStartingWith("gs://faulty-bucket/run")
        .hasMessageContaining(
            "cannot be %s: the permission %s is missing; grant it on the bucket, or use other"
                    .formatted(participle, permission)
                + " credentials (tester does not have "
                + permission
                + " access")
        .extracting(failure -> ((GcsException) failure).outlook())
        .isEqualTo(GcsException.Outlook.PERMANENT);
    assertThat(server.requests().size()).isLessThanOrEqualTo(2);
  }

  @Test
  void aBucketThatIsNotThereIsNamedAtOnce() throws IOException {
    GcsClient client = BucketClients.of(server.endpoint());
    assertThatThrownBy(() -> BucketStores.open(client, GcsLocation.parse("gs://nowhere/run")))
        .hasMessage(
            "gs://nowhere/run cannot be listed: bucket 'nowhere' does not exist, or the object is"
                + " gone; create the bucket or correct the path (The specified bucket does not"
                + " exist.)");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void credentialsThatHaveExpiredAreNamedAtOnceWithWhatToDo() throws IOException {
    store.create(NAME, Contents.of(1));
    server.expireCredentials();
    expired("run/samples/00012.npz cannot be looked at", () -> store.find(NAME));
    expired("run/samples/00012.npz cannot be looked at", () -> store.read(NAME));
    expired("run cannot be listed", () -> store.list(""));
    expired("run/report cannot be looked at", () -> store.create("report", Contents.of(1)));
  }

  private void expired(String what, Request request) {
    server.forgetRequests();
    assertThatThrownBy(request::make)
        .isInstanceOf(GcsException.class)
        .hasMessage(
            "gs://faulty-bucket/"
                + what
                + ": the credentials are not accepted, or have expired; set"
                + " GOOGLE_APPLICATION_CREDENTIALS, log in with 'gcloud auth application-default"
                + " login', give --gcs-credentials FILE, or --gcs-anonymous for public buckets"
                + " (Invalid Credentials)")
        .extracting(failure -> ((GcsException) failure).outlook())
        .isEqualTo(GcsException.Outlook.PERMANENT);
    assertThat(server.requests()).hasSize(1);
  }
}
