/** The devices of a process: which of them computes what, and who takes turns on them. */
package io.upstack.stages.devices;
