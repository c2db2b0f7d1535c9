/** From the messages of a configuration to networks and samplers. */
package io.upstack.stages.models;
