package io.upstack.stages.programs;

import ai.djl.Device;
import io.upstack.stages.store.ScratchDirectory;
import io.upstack.stages.zip.ZipWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Programs of which one method runs out of memory, as libtorch itself says it: for more rows than
 * the limit it asks for more than any address space has.
 */
public final class LimitedProgram {
  private static final long MORE_THAN_THERE_IS = 1L << 50;
  private static final int ALIGNMENT = 64;

  private LimitedProgram() {}

  /**
   * Loads a program with a method that is limited.
   *
   * @param parameter whose rows count
   * @param most rows that fit
   */
  public static Program load(
      ProgramBuilder program, String method, String parameter, int most, Device device)
      throws IOException {
    try (ScratchDirectory scratch = ScratchDirectory.create()) {
      Path file = scratch.path().resolve("whole.pt");
      program.writeTo(file);
      Path limited = scratch.path().resolve("limited.pt");
      limit(file, method, parameter, most, limited);
      return Program.load(limited, device);
    }
  }

  /** Makes such a program of one in a file. */
  public static void limit(Path from, String method, String parameter, int most, Path to)
      throws IOException {
    try (ZipFile zip = new ZipFile(from.toFile());
        FileChannel channel =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ZipWriter archive = ZipWriter.aligned(channel, ALIGNMENT);
      List<? extends ZipEntry> members = Collections.list(zip.entries());
      for (ZipEntry member : members) {
        byte[] content = content(zip, member);
        byte[] written =
            member.getName().endsWith("__torch__.py")
                ? limited(content, method, parameter, most)
                : content;
        archive.add(member.getName(), written.length, output -> output.write(written));
      }
      archive.finish();
    }
  }

  private static byte[] content(ZipFile zip, ZipEntry member) throws IOException {
    try (InputStream stream = zip.getInputStream(member)) {
      return stream.readAllBytes();
    }
  }

  private static byte[] limited(byte[] source, String method, String parameter, int most) {
    String text = new String(source, StandardCharsets.UTF_8);
    int begin = text.indexOf("  def %s(".formatted(method));
    int body = text.indexOf(":\n", text.indexOf(" -> ", begin)) + 2;
    String demand =
        // What nothing depends on would not be computed.
        ("    memory = torch.empty([torch.mul(torch.floordiv(torch.size(%1$s, 0), %2$d), %3$d)],"
                + " device=%1$s.device)\n"
                + "    %1$s = torch.slice(%1$s, 0, torch.size(memory, 0))\n")
            .formatted(parameter, most + 1, MORE_THAN_THERE_IS);
    return (text.substring(0, body) + demand + text.substring(body))
        .getBytes(StandardCharsets.UTF_8);
  }
}
