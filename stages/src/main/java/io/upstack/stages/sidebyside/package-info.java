/** Pictures of the same samples of several runs. */
package io.upstack.stages.sidebyside;
