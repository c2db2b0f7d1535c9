package io.upstack.stages.store.gcs;

import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.upstack.proto.CloudStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the official client as settings say. */
final class GcsConnection {
  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
  private static final String USER_AGENT = "user-agent";

  private GcsConnection() {}

  static Storage open(CloudStorage settings, GcsPatience patience) throws IOException {
    StorageOptions.Builder options =
        StorageOptions.http()
            .setStorageRetryStrategy(new Transience())
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setConnectTimeout(Math.toIntExact(patience.connectTimeout().toMillis()))
                    .setReadTimeout(Math.toIntExact(patience.readTimeout().toMillis()))
                    .build());
    options.setCredentials(credentials(settings));
    options.setRetrySettings(retries(patience));
    if (settings.hasUserAgent()) {
      options.setHeaderProvider(FixedHeaderProvider.create(USER_AGENT, settings.getUserAgent()));
    }
    if (settings.hasEndpoint()) {
      options.setHost(settings.getEndpoint());
    }
    if (settings.hasProject()) {
      options.setProjectId(settings.getProject());
      options.setQuotaProjectId(settings.getProject());
    } else if (settings.getAnonymous()) {
      // Else the client asks the machine it runs on, which takes long where that is none of Google.
      options.setProjectId("none");
    }
    return options.build().getService();
  }

  private static RetrySettings retries(GcsPatience patience) {
    return RetrySettings.newBuilder()
        .setInitialRetryDelayDuration(patience.firstPause())
        .setRetryDelayMultiplier(2)
        .setMaxRetryDelayDuration(patience.longestPause())
        .setTotalTimeoutDuration(patience.deadline())
        .setMaxAttempts(0)
        .setJittered(true)
        .build();
  }

  private static Credentials credentials(CloudStorage settings) throws IOException {
    if (settings.getAnonymous()) {
      return NoCredentials.getInstance();
    }
    if (settings.hasCredentialsFile()) {
      return fromFile(settings.getCredentialsFile());
    }
    try {
      return GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
    } catch (IOException e) {
      throw GcsFailures.noCredentials(e);
    }
  }

  private static Credentials fromFile(String file) throws IOException {
    try (InputStream input = Files.newInputStream(Path.of(file))) {
      return GoogleCredentials.fromStream(input).createScoped(SCOPE);
    } catch (IOException e) {
      throw new GcsException(
          "--gcs-credentials: '%s' is not a file of credentials that can be read on this machine, expected a key of a service account in JSON (%s)"
              .formatted(file, e.getClass().getSimpleName()),
          GcsException.Outlook.PERMANENT,
          e);
    }
  }
}
