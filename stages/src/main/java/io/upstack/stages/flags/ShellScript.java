package io.upstack.stages.flags;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the commands of a shell script without running it. It follows quotes, comments, continued
 * lines, assignments and the variables that were assigned before, also those that are arrays. It
 * reads the lines in their order, whatever their conditions and loops are. Whatever only a running
 * shell knows, such as the output of a command, is left out and remembered with the word that needs
 * it.
 */
public final class ShellScript {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(\\+?)=", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern BRACED =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(\\[[@*]])?(?::?-([^}]*))?");

  /** Words that can come before an assignment. */
  private static final Set<String> BEFORE_ASSIGNMENTS =
      Set.of(
          "export",
          "declare",
          "local",
          "readonly",
          "typeset",
          "if",
          "then",
          "else",
          "do",
          "{",
          "!");

  /**
   * A word of a command after its quotes and variables were read.
   *
   * @param unknown the parts of it that only a running shell knows, such as {@code $DATA}
   */
  public record Word(String text, Set<String> unknown) {}

  /**
   * @param line the line on which the command begins, counted from 1
   * @param words the words of the command, or the values that it assigns
   * @param assigns whether the command only assigns variables
   */
  public record Command(int line, List<Word> words, boolean assigns) {}

  private final String text;
  private final Map<String, List<Word>> variables = new HashMap<>();
  private final List<Command> commands = new ArrayList<>();

  private final List<Word> words = new ArrayList<>();
  private final List<Word> assigned = new ArrayList<>();
  private boolean onlyAssigns = true;
  private int start = 1;

  private StringBuilder word = new StringBuilder();
  private Set<String> unknown = new TreeSet<>();
  private boolean inWord;
  private boolean quoted;

  /** The name of the variable that the word assigns; empty if it assigns none. */
  private String target = "";

  private boolean appends;

  private int offset;
  private int line = 1;

  private ShellScript(String text) {
    this.text = text;
  }

  public static List<Command> commands(String text) {
    ShellScript script = new ShellScript(text.replace("\r\n", "\n"));
    script.read();
    return List.copyOf(script.commands);
  }

  private void read() {
    while (offset < text.length()) {
      char letter = next();
      switch (letter) {
        case ' ', '\t' -> endWord();
        case '\n', ';', '&', '|', ')' -> endCommand();
        case '(' -> {
          if (isAssignment() && word.isEmpty()) {
            readArray();
          } else {
            endCommand();
          }
        }
        case '<', '>' -> redirect();
        case '#' -> {
          if (inWord) {
            append(letter);
          } else {
            skipLine();
          }
        }
        default -> readPart(letter);
      }
    }
    endCommand();
  }

  /** Reads a part of a word, which begins with the letter. */
  private void readPart(char letter) {
    switch (letter) {
      case '\\' -> {
        if (offset < text.length()) {
          char escaped = next();
          if (escaped != '\n') {
            append(escaped);
          }
        }
      }
      case '\'' -> {
        inWord = true;
        quoted = true;
        while (offset < text.length() && text.charAt(offset) != '\'') {
          append(next());
        }
        skip();
      }
      case '"' -> readQuoted();
      case '$' -> expand(isAssignment());
      case '`' -> {
        leaveOut("`...`");
        while (offset < text.length() && next() != '`') {}
      }
      case '=' -> {
        append(letter);
        beginAssignment();
      }
      default -> append(letter);
    }
  }

  private void readQuoted() {
    inWord = true;
    quoted = true;
    while (offset < text.length() && text.charAt(offset) != '"') {
      char letter = next();
      if (letter == '\\' && offset < text.length()) {
        char escaped = next();
        if ("$`\"\\".indexOf(escaped) >= 0) {
          append(escaped);
        } else if (escaped != '\n') {
          append(letter);
          append(escaped);
        }
      } else if (letter == '$') {
        expand(true);
      } else {
        append(letter);
      }
    }
    skip();
  }

  /**
   * Reads what follows a dollar sign.
   *
   * @param whole whether the value is not split into words, as in quotes and in assignments
   */
  private void expand(boolean whole) {
    inWord = true;
    if (offset >= text.length()) {
      append('$');
      return;
    }
    char letter = text.charAt(offset);
    if (letter == '(') {
      skipParentheses();
      leaveOut("$(...)");
      return;
    }
    if (letter == '{') {
      int end = text.indexOf('}', offset);
      String inside = end < 0 ? "" : text.substring(offset + 1, end);
      Matcher braced = BRACED.matcher(inside);
      if (!braced.matches()) {
        leaveOut("${" + inside + "}");
      } else {
        boolean all = braced.group(2) != null;
        boolean apart = "[@]".equals(braced.group(2)) && !isAssignment();
        Join join = !whole ? Join.SPLIT : apart ? Join.ELEMENTS : Join.ONE;
        insert(braced.group(1), braced.group(3), all, join);
      }
      moveTo(end < 0 ? text.length() : end + 1);
      return;
    }
    Matcher name = NAME.matcher(text).region(offset, text.length());
    if (name.lookingAt()) {
      moveTo(name.end());
      insert(name.group(), null, false, whole ? Join.ONE : Join.SPLIT);
    } else if ("@*#?!$-0123456789".indexOf(letter) >= 0) {
      skip();
      leaveOut("$" + letter);
    } else {
      append('$');
    }
  }

  /** Which words the value of a variable gives. */
  private enum Join {
    /** One word. */
    ONE,
    /** A word for each element of an array. */
    ELEMENTS,
    /** A word for each part between blanks. */
    SPLIT
  }

  private void insert(String name, String fallback, boolean all, Join join) {
    List<Word> value = variables.get(name);
    if (value == null && fallback == null) {
      leaveOut("$" + name);
      return;
    }
    List<Word> given =
        value == null ? List.of(new Word(fallback.replaceAll("[\"']", ""), Set.of())) : value;
    boolean first = true;
    for (Word element : all ? given : given.subList(0, Math.min(1, given.size()))) {
      if (!first) {
        separate(join);
      }
      first = false;
      unknown.addAll(element.unknown());
      for (int i = 0; i < element.text().length(); i++) {
        char letter = element.text().charAt(i);
        if (join == Join.SPLIT && Character.isWhitespace(letter)) {
          separate(join);
        } else {
          append(letter);
        }
      }
    }
  }

  private void separate(Join join) {
    switch (join) {
      case ONE -> append(' ');
      case ELEMENTS -> {
        endWord();
        inWord = true;
        quoted = true;
      }
      case SPLIT -> {
        if (!word.isEmpty()) {
          endWord();
        }
      }
    }
  }

  /** Remembers that the word has a part which only a running shell knows. */
  private void leaveOut(String what) {
    inWord = true;
    unknown.add(what);
  }

  private void append(char letter) {
    inWord = true;
    word.append(letter);
  }

  private boolean isAssignment() {
    return !target.isEmpty();
  }

  private void beginAssignment() {
    Matcher assignment = ASSIGNMENT.matcher(word);
    if (onlyAssigns && !isAssignment() && assignment.matches()) {
      target = assignment.group(1);
      appends = !assignment.group(2).isEmpty();
      word.setLength(0);
    }
  }

  private void readArray() {
    String name = target;
    boolean more = appends;
    target = "";
    inWord = false;
    List<Word> before = new ArrayList<>(words);
    words.clear();
    onlyAssigns = false;
    while (offset < text.length()) {
      char letter = next();
      if (letter == ')') {
        break;
      }
      if (letter == ' ' || letter == '\t' || letter == '\n') {
        endWord();
      } else if (letter == '#' && !inWord) {
        skipLine();
      } else {
        readPart(letter);
      }
    }
    endWord();
    onlyAssigns = true;
    List<Word> elements = new ArrayList<>(words);
    words.clear();
    words.addAll(before);
    assign(name, more, elements);
  }

  private void assign(String name, boolean more, List<Word> value) {
    List<Word> whole = new ArrayList<>();
    if (more) {
      whole.addAll(variables.getOrDefault(name, List.of()));
    }
    if (more && whole.size() == 1 && value.size() == 1) {
      Set<String> both = new TreeSet<>(whole.get(0).unknown());
      both.addAll(value.get(0).unknown());
      whole = List.of(new Word(whole.get(0).text() + value.get(0).text(), both));
    } else {
      whole.addAll(value);
    }
    variables.put(name, List.copyOf(whole));
    assigned.addAll(value);
  }

  private void endWord() {
    if (!inWord) {
      return;
    }
    Word ended = new Word(word.toString(), Set.copyOf(unknown));
    word = new StringBuilder();
    unknown = new TreeSet<>();
    boolean wasQuoted = quoted;
    inWord = false;
    quoted = false;
    if (isAssignment()) {
      String name = target;
      target = "";
      assign(name, appends, List.of(ended));
      return;
    }
    if (words.isEmpty() && assigned.isEmpty() && BEFORE_ASSIGNMENTS.contains(ended.text())) {
      return;
    }
    // A variable whose value is empty leaves no word, unless it is in quotes.
    if (wasQuoted || !ended.text().isEmpty() || !ended.unknown().isEmpty()) {
      words.add(ended);
      onlyAssigns = false;
    }
  }

  private void endCommand() {
    endWord();
    if (!words.isEmpty()) {
      commands.add(new Command(start, List.copyOf(words), false));
    } else if (!assigned.isEmpty()) {
      commands.add(new Command(start, List.copyOf(assigned), true));
    }
    words.clear();
    assigned.clear();
    onlyAssigns = true;
    start = line;
  }

  /** Leaves out a redirection with the file that it names. */
  private void redirect() {
    if (word.toString().matches("[0-9]+")) {
      word.setLength(0);
      inWord = false;
    }
    endWord();
    while (offset < text.length() && "<>&| \t".indexOf(text.charAt(offset)) >= 0) {
      skip();
    }
    while (offset < text.length() && " \t\n;&|".indexOf(text.charAt(offset)) < 0) {
      skip();
    }
  }

  private void skipParentheses() {
    int depth = 0;
    do {
      char letter = next();
      depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
    } while (depth > 0 && offset < text.length());
  }

  private void skipLine() {
    while (offset < text.length() && text.charAt(offset) != '\n') {
      offset++;
    }
  }

  private void skip() {
    if (offset < text.length()) {
      next();
    }
  }

  private void moveTo(int end) {
    while (offset < end) {
      next();
    }
  }

  private char next() {
    char letter = text.charAt(offset);
    offset++;
    if (letter == '\n') {
      line++;
      if (!inWord && words.isEmpty() && assigned.isEmpty()) {
        start = line;
      }
    }
    return letter;
  }
}
