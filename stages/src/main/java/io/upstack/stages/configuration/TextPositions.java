package io.upstack.stages.configuration;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Converts offsets of a text to positions for messages. */
@FunctionalInterface
interface TextPositions {
  String at(int offset);

  /** Returns positions as file:line:column, where lines and columns count from 1. */
  static TextPositions inFile(String file, String text) {
    TextPositions within = within(text);
    return offset -> file + ":" + within.at(offset);
  }

  /**
   * Returns positions as line:column, which both count from 1. The text is scanned only once, no
   * matter how many positions are requested.
   */
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
