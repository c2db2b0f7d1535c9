package io.upstack.stages.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.upstack.proto.HistorySeries;
import io.upstack.proto.tensorboard.Event;
import io.upstack.proto.tensorboard.Summary;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardFilesTest {
  @TempDir private Path directory;

  @Test
  void eventsComeBackWithTheirSteps() throws IOException {
    HistorySeries series = HistoryExamples.series();
    try (ObjectStore store = ObjectStores.open(directory.toString())) {
      HistoryRecords records = new HistoryRecords(store);
      records.write(HistoryExamples.measured(series, 100, 9.5), Optional.empty());
      records.write(HistoryExamples.failed(series, 200, "no zip"), Optional.empty());
      HistoryFiles.rebuild(store);
      List<String> first = List.copyOf(store.times("tensorboard/").keySet());
      records.write(HistoryExamples.measured(series, 300, 4.25), Optional.empty());
      HistoryFiles.rebuild(store);
      List<String> files = List.copyOf(store.times("tensorboard/").keySet());

      assertThat(first).hasSize(1);
      assertThat(files).hasSize(2).startsWith(first.get(0));
      assertThat(files.get(1))
          .startsWith(
              "tensorboard/base-%s/events.out.tfevents.1700000500.upstack.300-"
                  .formatted(SeriesOfResults.id(series)));
      List<Event> events = events(StoreFormat.readFully(store, files.get(1)));
      assertThat(events).hasSize(2);
      assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
      assertThat(events.get(1).getStep()).isEqualTo(300);
      assertThat(events.get(1).getWallTime()).isEqualTo(1_700_000_500.0);
      Map<String, Float> values = new LinkedHashMap<>();
      for (Summary.Value value : events.get(1).getSummary().getValueList()) {
        values.put(value.getTag(), value.getSimpleValue());
      }
      assertThat(values)
          .contains(
              entry("metrics/fid", 4.25f),
              entry("intervals/fid_low", 3.75f),
              entry("intervals/fid_high", 4.75f),
              entry("metrics/sfid", 8.5f))
          .doesNotContainKey("metrics/density");
    }
  }

  /** The header of every event file that TensorFlow writes: 24 bytes, and their checksum. */
  @Test
  void lengthsHaveTensorFlowsChecksum() {
    byte[] length = HexFormat.of().parseHex("1800000000000000");
    assertThat(HexFormat.of().formatHex(TensorBoardFiles.maskedChecksum(length)))
        .isEqualTo("a37f4b22");
  }

  private static List<Event> events(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (buffer.hasRemaining()) {
      byte[] length = taken(buffer, 8);
      assertThat(taken(buffer, 4)).isEqualTo(TensorBoardFiles.maskedChecksum(length));
      byte[] event =
          taken(
              buffer,
              Math.toIntExact(ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()));
      assertThat(taken(buffer, 4)).isEqualTo(TensorBoardFiles.maskedChecksum(event));
      events.add(Event.parseFrom(event));
    }
    return events;
  }

  private static byte[] taken(ByteBuffer buffer, int count) {
    byte[] bytes = new byte[count];
    buffer.get(bytes);
    return bytes;
  }
}
