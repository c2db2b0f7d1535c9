package io.upstack.stages.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.store.gcs.GcsException.Outlook;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GcsFailuresTest {
  @Test
  void saysWhereCredentialsMayComeFrom() {
    GcsException failure = GcsFailures.noCredentials(new IOException("none are set up"));

    assertThat(failure)
        .hasMessage(
            "no credentials for gs:// are found: set GOOGLE_APPLICATION_CREDENTIALS, log in with"
                + " 'gcloud auth application-default login', give --gcs-credentials FILE, or"
                + " --gcs-anonymous for public buckets (none are set up)");
    assertThat(failure.outlook()).isEqualTo(Outlook.PERMANENT);
  }
}
