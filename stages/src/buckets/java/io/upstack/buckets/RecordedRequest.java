package io.upstack.buckets;

import java.util.Map;

/**
 * A request as the server saw it.
 *
 * @param operation such as get, media, list, insert, start, session, compose or delete
 * @param object path in its bucket, or the prefix of a listing; may be empty
 * @param query decoded
 * @param range of a download, such as {@code bytes=0-99}; may be empty
 */
public record RecordedRequest(
    String operation,
    String bucket,
    String object,
    Map<String, String> query,
    String range,
    String userAgent) {}
