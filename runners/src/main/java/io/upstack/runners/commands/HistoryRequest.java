package io.upstack.runners.commands;

/**
 * A history to show.
 *
 * @param directory the directory or {@code gs://} path with the records
 */
public record HistoryRequest(String directory) {}
