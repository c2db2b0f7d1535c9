package io.upstack.runners.endtoend;

/**
 * How a command ended.
 *
 * @param output what it printed on standard output
 * @param errors what it printed on standard error
 */
record Outcome(int status, String output, String errors) {}
