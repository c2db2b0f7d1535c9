package io.upstack.stages.checkpoints;

import io.upstack.stages.zip.ZipWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lays out a file as {@code torch.save} does: stored members, their data aligned to 64 bytes. */
public final class CheckpointWriter {
  private final Map<String, byte[]> members = new LinkedHashMap<>();

  public static CheckpointWriter of(PickleWriter pickle) {
    return new CheckpointWriter().with("data.pkl", pickle.toBytes());
  }

  /** A storage, or any other member, under the name of the archive. */
  public CheckpointWriter with(String name, byte[] content) {
    members.put("archive/" + name, content);
    return this;
  }

  public CheckpointWriter with(String name, String content) {
    return with(name, content.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    writeTo(output);
    return output.toByteArray();
  }

  public Path writeTo(Path file) throws IOException {
    return Files.write(file, toBytes());
  }

  private void writeTo(OutputStream output) throws IOException {
    ZipWriter zip = ZipWriter.aligned(output, 64);
    for (Map.Entry<String, byte[]> member : members.entrySet()) {
      byte[] content = member.getValue();
      zip.add(member.getKey(), content.length, stream -> stream.write(content));
    }
    zip.finish();
  }
}
