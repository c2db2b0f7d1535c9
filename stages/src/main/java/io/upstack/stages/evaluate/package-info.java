/** The reference that samples are compared with, and the report about an evaluation. */
package io.upstack.stages.evaluate;
