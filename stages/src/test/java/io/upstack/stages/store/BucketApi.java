package io.upstack.stages.store;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;

/** The JSON API of a server, without what the client adds to it. */
final class BucketApi {
  private BucketApi() {}

  static Storage of(String endpoint) {
    return new Storage.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), null)
        .setRootUrl(endpoint + "/")
        .setApplicationName("upstack-test")
        .build();
  }
}
