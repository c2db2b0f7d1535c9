package io.upstack.stages.history;

import com.google.common.net.UrlEscapers;
import io.upstack.stages.store.gcs.GcsLocation;

/** The places of the outputs of runs. */
final class HistoryLinks {
  private static final String REPORT = "/report/index.html";

  private HistoryLinks() {}

  /**
   * Returns the location of an output.
   *
   * @param root the root of the history's store
   * @param output a path relative to it, an absolute path or a {@code gs://} path
   */
  static String location(String root, String output) {
    return isRelative(output) ? root + "/" + output : output;
  }

  /** Returns the address of a report for a link from a page at the root of the store. */
  static String report(String output) {
    if (GcsLocation.isGcs(output)) {
      return "https://storage.cloud.google.com/"
          + escaped(output.substring("gs://".length()))
          + REPORT;
    }
    return (isRelative(output) ? "" : "file://") + escaped(output) + REPORT;
  }

  private static boolean isRelative(String output) {
    return !output.startsWith("/") && !GcsLocation.isGcs(output);
  }

  private static String escaped(String path) {
    // A relative address must not begin with what looks like a scheme.
    String escaped =
        UrlEscapers.urlFragmentEscaper().escape(path).replace("?", "%3F").replace("#", "%23");
    return escaped.replace(":", "%3A");
  }
}
