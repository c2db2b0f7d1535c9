/** From a validated configuration to the networks and samplers that it describes. */
package io.upstack.stages.models;
