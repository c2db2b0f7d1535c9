package io.upstack.stages.configuration;

/** Says where something stands in a text. */
@FunctionalInterface
interface TextPositions {
  String at(int offset);

  /** As file:line:column, both from 1 on. */
  static TextPositions inFile(String file, String text) {
    return offset -> {
      String before = text.substring(0, offset);
      long line = before.chars().filter(character -> character == '\n').count() + 1;
      return file + ":" + line + ":" + (offset - before.lastIndexOf('\n'));
    };
  }
}
