/** The command line: each subcommand parses its options and passes them to its work. */
package io.upstack.runners.commands;
