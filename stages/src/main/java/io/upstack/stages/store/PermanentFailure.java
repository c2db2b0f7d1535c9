package io.upstack.stages.store;

/** An exception about the content of a file, which is the same however often the file is read. */
public interface PermanentFailure {}
