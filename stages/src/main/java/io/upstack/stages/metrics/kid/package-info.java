/** The Kernel Inception Distance: its subsets, and what their distances say together. */
package io.upstack.stages.metrics.kid;
