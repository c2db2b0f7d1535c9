/** Builds the networks and samplers that a validated configuration describes. */
package io.upstack.stages.models;
