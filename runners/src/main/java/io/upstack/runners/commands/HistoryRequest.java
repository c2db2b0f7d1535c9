package io.upstack.runners.commands;

/**
 * A history to show.
 *
 * @param directory the directory or {@code gs://} path with the records
 * @param isJson whether programs read the answer
 */
public record HistoryRequest(String directory, boolean isJson) {}
