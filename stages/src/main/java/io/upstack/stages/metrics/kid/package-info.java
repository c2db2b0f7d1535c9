/** The Kernel Inception Distance: its subsets, and the combination of their distances. */
package io.upstack.stages.metrics.kid;
