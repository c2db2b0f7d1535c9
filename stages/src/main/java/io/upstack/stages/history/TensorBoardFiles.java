package io.upstack.stages.history;

import static java.util.Locale.ROOT;

import io.upstack.proto.HistoryRecord;
import io.upstack.proto.Interval;
import io.upstack.proto.Metrics;
import io.upstack.proto.tensorboard.Event;
import io.upstack.proto.tensorboard.Summary;
import io.upstack.stages.report.ReportedMetric;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Event files for TensorBoard under {@code tensorboard/}, with a folder for each series. Each
 * result has a file of its own that never changes, because a TensorBoard that runs keeps reading
 * files that it has opened. The names sort by the time of the result, in which order TensorBoard
 * reads them.
 */
final class TensorBoardFiles {
  private static final String DIRECTORY = "tensorboard/";
  private static final String VERSION = "brain.Event:2";
  private static final int CRC_DELTA = 0xa282ead8;

  private TensorBoardFiles() {}

  /** Writes the files that are missing. It lists the store once. */
  static void write(ObjectStore store, Map<RecordName, HistoryRecord> records) throws IOException {
    Set<String> existing = store.times(DIRECTORY).keySet();
    for (Map.Entry<RecordName, HistoryRecord> record : records.entrySet()) {
      if (record.getValue().hasResult()) {
        String name = name(record.getKey(), record.getValue());
        if (!existing.contains(name)) {
          store.create(name, output -> write(record.getValue(), output));
        }
      }
    }
  }

  static String name(RecordName name, HistoryRecord record) {
    return String.format(
        ROOT,
        "%s%s-%s/events.out.tfevents.%010d.upstack.%d-%s",
        DIRECTORY,
        HistoryStages.name(record.getSeries().getStage()),
        name.series(),
        finished(record).getEpochSecond(),
        name.step(),
        name.stamp());
  }

  private static Instant finished(HistoryRecord record) {
    try {
      return Instant.parse(record.getFinishedAt());
    } catch (DateTimeException exception) {
      return Instant.EPOCH;
    }
  }

  private static void write(HistoryRecord record, OutputStream output) throws IOException {
    double time = finished(record).toEpochMilli() / 1e3;
    writeFramed(Event.newBuilder().setWallTime(time).setFileVersion(VERSION).build(), output);
    writeFramed(
        Event.newBuilder()
            .setWallTime(time)
            .setStep(record.getStep())
            .setSummary(summary(record.getResult().getMetrics()))
            .build(),
        output);
  }

  private static Summary summary(Metrics metrics) {
    Summary.Builder summary = Summary.newBuilder();
    for (ReportedMetric metric : ReportedMetric.values()) {
      metric.in(metrics).ifPresent(value -> add("metrics/" + metric.key(), value, summary));
      Optional<Interval> interval = metric.interval(metrics);
      if (interval.isPresent()) {
        add("intervals/" + metric.key() + "_low", interval.get().getLow(), summary);
        add("intervals/" + metric.key() + "_high", interval.get().getHigh(), summary);
      }
    }
    return summary.build();
  }

  private static void add(String tag, double value, Summary.Builder summary) {
    summary.addValueBuilder().setTag(tag).setSimpleValue((float) value);
  }

  /**
   * Writes an event as a record of TensorFlow's TFRecord format: the length (8 bytes), its masked
   * CRC32C (4), the event, and its masked CRC32C (4), all little-endian.
   */
  private static void writeFramed(Event event, OutputStream output) throws IOException {
    byte[] bytes = event.toByteArray();
    byte[] length =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(bytes.length)
            .array();
    output.write(length);
    output.write(maskedChecksum(length));
    output.write(bytes);
    output.write(maskedChecksum(bytes));
  }

  static byte[] maskedChecksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + CRC_DELTA;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }
}
