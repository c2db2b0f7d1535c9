/** By how much the metrics of two runs differ, and how certain that is. */
package io.upstack.stages.differences;
