package io.upstack.stages.inspection;

import static java.util.stream.Collectors.joining;

import io.upstack.stages.zip.MemberReader;
import io.upstack.stages.zip.ZipArchive;
import io.upstack.stages.zip.ZipMember;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a TorchScript archive is a program of. Only its text is read.
 *
 * @param name of the module's class
 * @param methods each with its parameters, such as {@code forward(x, timesteps)}
 */
record ProgramOutline(String name, List<String> methods) {
  private static final int LONGEST_TEXT = 16 << 20;
  private static final Pattern CLASS = Pattern.compile("c(__torch__[\\w.]*)\\n(\\w+)\\n");
  private static final Pattern METHOD = Pattern.compile("\\n  def (\\w+)\\(self[^,)]*([^)]*)\\)");
  private static final Pattern PARAMETER = Pattern.compile("(\\w+): ");

  /** Empty if the file is no TorchScript archive. */
  static Optional<ProgramOutline> read(Path file) {
    try (ZipArchive archive =
        ZipArchive.open(FileChannel.open(file, StandardOpenOption.READ), file.toString())) {
      Optional<String> prefix =
          archive.members().stream()
              .map(ZipMember::name)
              .filter(name -> name.endsWith("/constants.pkl"))
              .map(name -> name.substring(0, name.lastIndexOf('/') + 1))
              .findFirst();
      return prefix.isPresent() ? read(archive, prefix.get()) : Optional.empty();
    } catch (IOException e) {
      // Whatever the file is, it is not a program that can be described.
      return Optional.empty();
    }
  }

  private static Optional<ProgramOutline> read(ZipArchive archive, String prefix)
      throws IOException {
    Matcher root = CLASS.matcher(text(archive, prefix + "data.pkl"));
    if (!root.find()) {
      return Optional.empty();
    }
    String code = text(archive, prefix + "code/" + root.group(1).replace('.', '/') + ".py");
    String body = body(code, root.group(2));
    List<String> methods = METHOD.matcher(body).results().map(ProgramOutline::method).toList();
    return Optional.of(new ProgramOutline(root.group(2), methods));
  }

  private static String text(ZipArchive archive, String name) throws IOException {
    Optional<ZipMember> member = archive.member(name).filter(found -> found.size() <= LONGEST_TEXT);
    if (member.isEmpty()) {
      return "";
    }
    try (MemberReader reader = archive.read(member.get())) {
      ByteBuffer content = ByteBuffer.allocate((int) member.get().size());
      reader.read(content);
      return new String(content.array(), StandardCharsets.ISO_8859_1);
    }
  }

  private static String body(String code, String className) {
    int start = code.indexOf("class " + className + "(Module)");
    int end = code.indexOf("\nclass ", Math.max(start, 0));
    return start < 0 ? "" : code.substring(start, end < 0 ? code.length() : end);
  }

  private static String method(MatchResult method) {
    String parameters =
        PARAMETER
            .matcher(method.group(2))
            .results()
            .map(parameter -> parameter.group(1))
            .collect(joining(", "));
    return "%s(%s)".formatted(method.group(1), parameters);
  }
}
