package io.upstack.stages.configuration;

/**
 * The place where a text stops being text format.
 *
 * @param intactEnd the offset up to which all fields are complete
 * @param closers the symbols that close the messages that are open there
 */
record SyntaxError(TextFault fault, int intactEnd, String closers) {}
