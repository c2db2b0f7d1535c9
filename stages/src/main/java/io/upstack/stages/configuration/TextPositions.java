package io.upstack.stages.configuration;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Says where something stands in a text. */
@FunctionalInterface
interface TextPositions {
  String at(int offset);

  /** As file:line:column, both from 1 on. */
  static TextPositions inFile(String file, String text) {
    TextPositions within = within(text);
    return offset -> file + ":" + within.at(offset);
  }

  /** As line:column, both from 1 on. The text is looked through once, whatever is asked of it. */
  static TextPositions within(String text) {
    int[] lineStarts =
        IntStream.concat(
                IntStream.of(0),
                IntStream.range(0, text.length())
                    .filter(offset -> text.charAt(offset) == '\n')
                    .map(offset -> offset + 1))
            .toArray();
    return offset -> {
      int found = Arrays.binarySearch(lineStarts, offset);
      int line = found >= 0 ? found : -found - 2;
      return (line + 1) + ":" + (offset - lineStarts[line] + 1);
    };
  }
}
