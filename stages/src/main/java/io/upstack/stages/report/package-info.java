/** The output of a run for people and their tools: report.json, index.html and metrics.csv. */
package io.upstack.stages.report;
