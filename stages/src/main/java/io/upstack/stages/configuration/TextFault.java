package io.upstack.stages.configuration;

/** A fault at an offset of a text. */
record TextFault(int offset, String what) {}
