package io.upstack.stages.store.gcs;

import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.upstack.proto.CloudStorage;
import java.io.IOException;

/** Opens the official client as settings say. */
final class GcsConnection {
  private static final String USER_AGENT = "user-agent";

  private GcsConnection() {}

  /**
   * Makes no request.
   *
   * @param notice of what is tried again
   */
  static Storage open(CloudStorage settings, GcsPatience patience, RetryNotice notice)
      throws IOException {
    StorageOptions.Builder options =
        StorageOptions.http()
            .setStorageRetryStrategy(new Transience(notice))
            .setTransportOptions(ErrorReplies.of(patience, notice));
    options.setCredentials(GcsCredentials.ofProcess().load(settings));
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
}
