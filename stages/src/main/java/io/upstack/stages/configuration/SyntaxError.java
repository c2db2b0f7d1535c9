package io.upstack.stages.configuration;

/**
 * Where a text stops being text format.
 *
 * @param intactEnd offset up to which all fields are whole
 * @param closers what closes the messages that are open there
 */
record SyntaxError(TextFault fault, int intactEnd, String closers) {}
