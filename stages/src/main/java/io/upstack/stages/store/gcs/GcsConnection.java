package io.upstack.stages.store.gcs;

import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.upstack.proto.CloudStorage;
import java.io.IOException;

/** Opens the official client according to the settings. */
final class GcsConnection {
  private static final String USER_AGENT = "user-agent";

  private GcsConnection() {}

  /**
   * Opens the client. This makes no request.
   *
   * @param notice reports retries
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
      // Otherwise the client asks the machine for it, which takes long outside of Google's cloud.
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
