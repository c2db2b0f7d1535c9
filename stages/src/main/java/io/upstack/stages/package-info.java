/** Contains one package per stage, and the numerics that the stages share. */
package io.upstack.stages;
