/** What a run will cost, as a command prints it. */
package io.upstack.runners.plan;
