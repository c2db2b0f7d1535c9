/** Reads guided-diffusion's flags, from recorded cases, command lines and shell scripts. */
package io.upstack.stages.flags;
