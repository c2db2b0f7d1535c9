/** The command line: each subcommand understands its options and hands them to its work. */
package io.upstack.runners.commands;
