/** Reads a run's configuration, overrides and resolves it, and finds everything wrong in it. */
package io.upstack.stages.configuration;
