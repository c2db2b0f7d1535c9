package io.upstack.stages.programs;

/** A tensor inside a method of a program: a parameter, an attribute or a variable. */
public record Value(String expression) {
  @Override
  public String toString() {
    return expression;
  }
}
