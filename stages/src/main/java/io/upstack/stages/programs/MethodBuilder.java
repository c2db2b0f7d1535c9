package io.upstack.stages.programs;

import static java.util.Locale.ROOT;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the body of a method: parameters, statements, and the return value. */
public final class MethodBuilder {
  private final String name;
  private final List<String> parameters = new ArrayList<>();
  private final List<String> statements = new ArrayList<>();
  private List<Value> results = List.of();
  private int variables;

  MethodBuilder(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Declares the next parameter, which is a tensor. */
  public Value parameter(String parameter) {
    parameters.add(parameter);
    return new Value(parameter);
  }

  /** Ends the method. It returns one tensor, or a tuple of several. */
  public void returns(Value... values) {
    results = List.of(values);
  }

  /**
   * Assigns the result of an expression to a new variable.
   *
   * @param format TorchScript, with {@code %s} for each argument
   */
  @FormatMethod
  public Value evaluate(String format, Object... arguments) {
    String variable = "v" + variables++;
    statements.add(
        String.format(ROOT, "%s = %s", variable, String.format(ROOT, format, arguments)));
    return new Value(variable);
  }

  /** Assigns the results of an expression that returns a tuple to new variables. */
  @FormatMethod
  public List<Value> evaluateTuple(int size, String format, Object... arguments) {
    List<Value> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(new Value("v" + variables++));
    }
    String names = values.stream().map(Value::toString).collect(Collectors.joining(", "));
    statements.add(String.format(ROOT, "%s, = %s", names, String.format(ROOT, format, arguments)));
    return Collections.unmodifiableList(values);
  }

  /** Calls another method of this program, which returns one tensor. */
  public Value call(String method, Value... arguments) {
    return evaluate("(self).%s(%s)", method, joined(arguments));
  }

  String source(String className) {
    StringBuilder source =
        new StringBuilder(String.format(ROOT, "  def %s(self: __torch__.%s", name, className));
    parameters.forEach(parameter -> source.append(",\n    ").append(parameter).append(": Tensor"));
    source.append(") -> ").append(resultType()).append(":\n");
    statements.forEach(statement -> source.append("    ").append(statement).append('\n'));
    String values = results.stream().map(Value::toString).collect(Collectors.joining(", "));
    source.append("    return ").append(results.size() == 1 ? values : "(" + values + ")");
    return source.append('\n').toString();
  }

  private String resultType() {
    if (results.isEmpty()) {
      throw new IllegalStateException(String.format(ROOT, "method '%s' returns nothing", name));
    }
    if (results.size() == 1) {
      return "Tensor";
    }
    return String.format(
        ROOT, "Tuple[%s]", String.join(", ", Collections.nCopies(results.size(), "Tensor")));
  }

  private static String joined(Value... values) {
    return Arrays.stream(values).map(value -> value + ", ").collect(Collectors.joining());
  }
}
