package io.upstack.stages.configuration;

/** Something wrong at an offset of a text. */
record TextFault(int offset, String what) {}
