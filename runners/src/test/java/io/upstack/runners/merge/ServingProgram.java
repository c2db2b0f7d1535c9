package io.upstack.runners.merge;

import io.upstack.buckets.BucketServer;
import java.io.IOException;

/** Serves a bucket, and prints where, until its input ends. */
final class ServingProgram {
  private ServingProgram() {}

  public static void main(String[] arguments) throws IOException {
    try (BucketServer server = BucketServer.start(arguments[0])) {
      System.out.println(server.endpoint());
      System.in.read();
    }
  }
}
