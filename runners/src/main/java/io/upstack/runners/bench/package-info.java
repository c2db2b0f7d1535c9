/** How fast a configuration is on this machine. */
package io.upstack.runners.bench;
