package io.upstack.stages.checkpoints;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lays out a file as safetensors does: the header's length, the header, and the tensors. */
public final class SafetensorsWriter {
  private final List<String> entries = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  public SafetensorsWriter with(String name, String type, List<Long> shape, byte[] content) {
    int begin = data.size();
    data.writeBytes(content);
    return withEntry(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
            .formatted(name, type, shape, begin, data.size()));
  }

  /** A member of the header's object, whatever it says. */
  SafetensorsWriter withEntry(String entry) {
    entries.add(entry);
    return this;
  }

  byte[] toBytes() {
    return toBytes("{" + String.join(",", entries) + "}", data.toByteArray());
  }

  static byte[] toBytes(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(json.length).put(json).put(data).array();
  }

  public Path writeTo(Path file) throws IOException {
    return Files.write(file, toBytes());
  }
}
