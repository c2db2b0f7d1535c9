package io.upstack.stages.inspection;

import static java.util.stream.Collectors.joining;

import io.upstack.stages.problems.Printable;
import io.upstack.stages.zip.MemberReader;
import io.upstack.stages.zip.ZipArchive;
import io.upstack.stages.zip.ZipMember;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The class and the methods of the program in a TorchScript archive. Only its text is read.
 *
 * @param name name of the module's class
 * @param methods methods with their parameters, such as {@code forward(x, timesteps)}
 */
record ProgramOutline(String name, List<String> methods) {
  private static final int LONGEST_TEXT = 16 << 20;
  private static final int MOST_METHODS = 50;
  private static final int LONGEST_METHOD = 1000;
  private static final String MODULE = "c__torch__";
  private static final String METHOD = "\n  def ";
  private static final String SELF = "(self";

  /** Reads the outline. The result is empty if the file is not a TorchScript archive. */
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
    Optional<RootClass> root = RootClass.find(text(archive, prefix + "data.pkl"));
    if (root.isEmpty()) {
      return Optional.empty();
    }
    String module = root.get().module();
    String code = text(archive, prefix + "code/" + module.replace('.', '/') + ".py");
    String name = root.get().name();
    return Optional.of(new ProgramOutline(name, methods(body(code, name))));
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

  /**
   * Lists every {@code def name(self, x: Tensor)} of a class as {@code name(x)}. The text is read
   * once, whatever it contains.
   */
  private static List<String> methods(String body) {
    List<String> methods = new ArrayList<>();
    int next = body.indexOf(METHOD);
    while (next >= 0) {
      int name = next + METHOD.length();
      int nameEnd = wordEnd(body, name);
      next = nameEnd;
      if (nameEnd > name && body.startsWith(SELF, nameEnd)) {
        int parameters = nameEnd + SELF.length();
        int end = body.indexOf(')', parameters);
        if (end < 0) {
          break;
        }
        next = end;
        methods.add(
            "%s(%s)".formatted(body.substring(name, nameEnd), parameters(body, parameters, end)));
      }
      next = body.indexOf(METHOD, next);
    }
    return List.copyOf(methods);
  }

  /**
   * Returns the parameter names between {@code self} and the closing parenthesis, without their
   * types.
   */
  private static String parameters(String body, int start, int end) {
    StringJoiner names = new StringJoiner(", ");
    String text = body.substring(start, end);
    int comma = text.indexOf(',');
    int colon = text.indexOf(": ", Math.max(comma, 0));
    while (comma >= 0 && colon >= 0) {
      int name = wordStart(text, comma, colon);
      if (name < colon) {
        names.add(text.substring(name, colon));
      }
      comma = colon;
      colon = text.indexOf(": ", colon + 1);
    }
    return names.toString();
  }

  private static int wordEnd(String text, int start) {
    int end = start;
    while (end < text.length() && isOfWord(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /**
   * Returns the start of the word that ends at {@code end}. The result is at least {@code from}.
   */
  private static int wordStart(String text, int from, int end) {
    int start = end;
    while (start > from && isOfWord(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static boolean isOfWord(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || letter == '_';
  }

  /** Lists the methods for a line of a summary. */
  String listedMethods() {
    int more = methods.size() - MOST_METHODS;
    String listed =
        methods.stream()
            .limit(MOST_METHODS)
            .map(method -> Printable.cut(method, LONGEST_METHOD))
            .collect(joining(", "));
    return more > 0 ? "%s and %d more".formatted(listed, more) : listed;
  }

  /** The class whose instance the pickle holds, which is the first that the pickle names. */
  private record RootClass(String module, String name) {
    /**
     * Searches for the opcode GLOBAL, which is the letter c and two lines: the module and the
     * class. Each line is read once.
     */
    static Optional<RootClass> find(String pickle) {
      int start = 0;
      int end = pickle.indexOf('\n');
      while (end >= 0) {
        int next = pickle.indexOf('\n', end + 1);
        if (next < 0) {
          return Optional.empty();
        }
        String line = pickle.substring(pathStart(pickle, start, end), end);
        int module = line.indexOf(MODULE);
        if (module >= 0 && next > end + 1 && wordEnd(pickle, end + 1) == next) {
          return Optional.of(
              new RootClass(line.substring(module + 1), pickle.substring(end + 1, next)));
        }
        start = end + 1;
        end = next;
      }
      return Optional.empty();
    }

    /** Returns the start of the letters, digits and dots that end a line. */
    private static int pathStart(String pickle, int from, int end) {
      int start = end;
      while (start > from
          && (isOfWord(pickle.charAt(start - 1)) || pickle.charAt(start - 1) == '.')) {
        start--;
      }
      return start;
    }
  }
}
