package io.upstack.stages.report;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Report;

/** Writes report.json: protobuf's JSON mapping, with the fields in the order of their numbers. */
final class ReportJson {
  private ReportJson() {}

  static String of(Report report) {
    try {
      return JsonFormat.printer().print(report) + "\n";
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a report without Any fields always has a JSON form", e);
    }
  }
}
