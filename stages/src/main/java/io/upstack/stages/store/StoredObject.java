package io.upstack.stages.store;

/**
 * A whole object in a store.
 *
 * @param name relative to the store's root
 * @param size in bytes
 * @param crc32c of the content (RFC 3720), as in a bucket's listing
 */
public record StoredObject(String name, long size, int crc32c) {}
