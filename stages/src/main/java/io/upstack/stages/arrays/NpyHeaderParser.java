package io.upstack.stages.arrays;

import io.upstack.stages.problems.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Parses the Python dictionary of an npy header, and nothing else of Python. */
final class NpyHeaderParser {
  private final String text;
  private final String description;
  private int position;

  NpyHeaderParser(String text, String description) {
    this.text = text;
    this.description = description;
  }

  NpyHeader parse() throws MalformedArrayException {
    Optional<String> descriptor = Optional.empty();
    Optional<Boolean> fortranOrder = Optional.empty();
    Optional<List<Long>> shape = Optional.empty();
    expect('{');
    while (!accept('}')) {
      String key = string();
      expect(':');
      switch (key) {
        case "descr" -> descriptor = Optional.of(descriptor());
        case "fortran_order" -> fortranOrder = Optional.of(truth());
        case "shape" -> shape = Optional.of(tuple());
        default -> throw malformed("has the key '%s' in its header".formatted(key));
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    if (descriptor.isEmpty() || fortranOrder.isEmpty() || shape.isEmpty()) {
      throw malformed("lacks keys in its header");
    }
    return header(descriptor.get(), fortranOrder.get(), shape.get());
  }

  private NpyHeader header(String descriptor, boolean fortranOrder, List<Long> shape)
      throws MalformedArrayException {
    boolean bigEndian = descriptor.startsWith(">");
    ElementType type =
        ElementType.ofNumpyDescriptor(descriptor)
            .or(() -> ElementType.ofNumpyDescriptor(descriptor.replaceFirst("^[<>=|]?", "<")))
            .or(() -> ElementType.ofNumpyDescriptor(descriptor.replaceFirst("^[<>=|]?", "|")))
            .orElseThrow(() -> unsupported(descriptor));
    // With one dimension, both orders are the same.
    return new NpyHeader(type, bigEndian, fortranOrder && shape.size() > 1, shape);
  }

  private MalformedArrayException unsupported(String descriptor) {
    String supported =
        Arrays.stream(ElementType.values())
            .flatMap(type -> type.numpyDescriptor().stream())
            .collect(Collectors.joining(", "));
    return new UnknownElementTypeException(
        "%s has elements of numpy type '%s', expected one of %s"
            .formatted(description, Printable.name(descriptor), supported),
        Printable.name(descriptor));
  }

  private List<Long> tuple() throws MalformedArrayException {
    List<Long> values = new ArrayList<>();
    expect('(');
    while (!accept(')')) {
      values.add(integer());
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return values;
  }

  private long integer() throws MalformedArrayException {
    skipSpace();
    int start = position;
    while (position < text.length()
        && text.charAt(position) >= '0'
        && text.charAt(position) <= '9') {
      position++;
    }
    String digits = text.substring(start, position);
    // Python 2 wrote an L after long integers.
    accept('L');
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException exception) {
      throw malformed("has '%s' as a dimension in its header".formatted(digits));
    }
  }

  private boolean truth() throws MalformedArrayException {
    skipSpace();
    for (String word : List.of("True", "False")) {
      if (text.startsWith(word, position)) {
        position += word.length();
        return word.equals("True");
      }
    }
    throw malformed("has a fortran_order in its header that is neither True nor False");
  }

  private String descriptor() throws MalformedArrayException {
    skipSpace();
    if (text.startsWith("[", position)) {
      throw new UnknownElementTypeException(
          malformed("has elements of several fields").getMessage(), "several fields");
    }
    return string();
  }

  private String string() throws MalformedArrayException {
    skipSpace();
    char quote = position < text.length() ? text.charAt(position) : ' ';
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, position + 1) : -1;
    if (end < 0) {
      throw malformed("has no string at character %d of its header".formatted(position));
    }
    String string = text.substring(position + 1, end);
    position = end + 1;
    return string;
  }

  private void expect(char character) throws MalformedArrayException {
    if (!accept(character)) {
      throw malformed("has no '%s' at character %d of its header".formatted(character, position));
    }
  }

  private boolean accept(char character) {
    skipSpace();
    if (position >= text.length() || text.charAt(position) != character) {
      return false;
    }
    position++;
    return true;
  }

  private void skipSpace() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private MalformedArrayException malformed(String problem) {
    return new MalformedArrayException(
        "%s %s, expected {'descr': ..., 'fortran_order': ..., 'shape': ...}, found %s"
            .formatted(description, problem, readable()));
  }

  private String readable() {
    String stripped = text.strip();
    String cut = stripped.length() > 200 ? stripped.substring(0, 200) + "..." : stripped;
    return Printable.line(cut);
  }
}
