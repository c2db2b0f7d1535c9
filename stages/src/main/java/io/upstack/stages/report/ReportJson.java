package io.upstack.stages.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Report;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.channels.Channels;
import java.util.Locale;

/**
 * Writes and reads report.json: protobuf's JSON mapping, with the fields in the order of their
 * numbers.
 */
public final class ReportJson {
  static final String NAME = "report/report.json";

  private ReportJson() {}

  static String of(Report report) {
    try {
      return JsonFormat.printer().print(report) + "\n";
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a report without Any fields always has a JSON form", e);
    }
  }

  /** Returns whether a store has a report. */
  public static boolean exists(ObjectStore store) throws IOException {
    return store.find(NAME).isPresent();
  }

  /**
   * Reads the report of a store.
   *
   * @throws IOException if there is none, or it is damaged
   */
  public static Report read(ObjectStore store) throws IOException {
    Report.Builder report = Report.newBuilder();
    try (Reader text = new InputStreamReader(Channels.newInputStream(store.read(NAME)), UTF_8)) {
      // A later version may have written more.
      JsonFormat.parser().ignoringUnknownFields().merge(text, report);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(
          String.format(Locale.ROOT, "%s in %s is damaged: %s", NAME, store.root(), e.getMessage()),
          e);
    }
    return report.build();
  }
}
