/** The devices of a process, their assignment to work, and the turns that threads take on them. */
package io.upstack.stages.devices;
