/** How stages tell how far they have come. */
package io.upstack.stages.progress;
