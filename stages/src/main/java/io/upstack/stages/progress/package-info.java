/** Reports the progress of stages. */
package io.upstack.stages.progress;
