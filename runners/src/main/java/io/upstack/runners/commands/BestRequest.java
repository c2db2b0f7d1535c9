package io.upstack.runners.commands;

import java.util.Optional;

/**
 * A question for the best checkpoint of a history.
 *
 * @param directory the directory or {@code gs://} path with the records
 * @param metric a name as in the JSON of the metrics, such as fid
 * @param series the digest of the series, or its beginning; the one with the newest result if
 *     absent
 */
public record BestRequest(String directory, String metric, Optional<String> series) {}
