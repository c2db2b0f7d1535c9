package io.upstack.runners.commands;

import java.util.concurrent.Callable;

/** A subcommand that knows its work. Its name and its options are in its annotations. */
public interface Subcommand extends Callable<Integer> {}
