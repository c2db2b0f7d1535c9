package io.upstack.stages.checkpoints;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lays out a file as {@code torch.save} did before PyTorch 1.6. */
public final class LegacyCheckpointWriter {
  private static final byte[] MAGIC = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e");

  private final byte[] pickle;
  private final Map<String, byte[]> storages = new LinkedHashMap<>();
  private final Map<String, Long> elements = new LinkedHashMap<>();
  private long protocol = 1001;

  private LegacyCheckpointWriter(byte[] pickle) {
    this.pickle = pickle;
  }

  public static LegacyCheckpointWriter of(PickleWriter pickle) {
    return new LegacyCheckpointWriter(pickle.toBytes());
  }

  public LegacyCheckpointWriter with(String storage, long count, byte[] content) {
    storages.put(storage, content);
    elements.put(storage, count);
    return this;
  }

  LegacyCheckpointWriter ofProtocol(long version) {
    protocol = version;
    return this;
  }

  byte[] toBytes() {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    output.writeBytes(MAGIC);
    output.writeBytes(new PickleWriter().protocol(2).whole(protocol).opcodes(".").toBytes());
    PickleWriter machine = new PickleWriter().protocol(2).opcodes("}(").text("protocol_version");
    machine.whole(1001).text("little_endian").opcodes("\u0088").text("type_sizes").opcodes("}(");
    machine.text("short").whole(2).text("int").whole(4).text("long").whole(4).opcodes("uu.");
    output.writeBytes(machine.toBytes());
    output.writeBytes(pickle);
    PickleWriter keys = new PickleWriter().protocol(2).opcodes("](");
    storages.keySet().forEach(keys::text);
    output.writeBytes(keys.opcodes("e.").toBytes());
    storages.forEach(
        (key, content) -> {
          ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          output.writeBytes(count.putLong(elements.get(key)).array());
          output.writeBytes(content);
        });
    return output.toByteArray();
  }

  public Path writeTo(Path file) throws IOException {
    return Files.write(file, toBytes());
  }
}
