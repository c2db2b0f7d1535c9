package io.upstack.stages.checkpoints;

import io.upstack.stages.checkpoints.PickleValue.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The working memory of a pickle: a stack that can hold marks, and a memo. */
final class PickleStack {
  private final List<PickleValue> values = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Integer, PickleValue> memo = new HashMap<>();

  void push(PickleValue value) {
    values.add(value);
  }

  void mark() {
    marks.push(values.size());
  }

  PickleValue pop() throws MalformedPickleException {
    peek();
    return values.remove(values.size() - 1);
  }

  PickleValue peek() throws MalformedPickleException {
    if (values.size() <= (marks.isEmpty() ? 0 : marks.peek())) {
      throw new MalformedPickleException("takes a value from an empty stack");
    }
    return values.get(values.size() - 1);
  }

  /** Removes the topmost values and returns them in the order in which they were pushed. */
  Tuple popTuple(int count) throws MalformedPickleException {
    List<PickleValue> popped = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      popped.add(0, pop());
    }
    return new Tuple(List.copyOf(popped));
  }

  /**
   * Removes the last mark and the values above it, and returns the values in the order in which
   * they were pushed.
   */
  List<PickleValue> popToMark() throws MalformedPickleException {
    if (marks.isEmpty()) {
      throw new MalformedPickleException("takes values up to a mark that was not set");
    }
    List<PickleValue> above = values.subList(marks.pop(), values.size());
    List<PickleValue> popped = List.copyOf(above);
    above.clear();
    return popped;
  }

  void memoize() throws MalformedPickleException {
    memoize(memo.size());
  }

  void memoize(int index) throws MalformedPickleException {
    memo.put(index, peek());
  }

  PickleValue recall(int index) throws MalformedPickleException {
    PickleValue value = memo.get(index);
    if (value == null) {
      throw new MalformedPickleException("recalls the value %d before it is kept".formatted(index));
    }
    return value;
  }
}
