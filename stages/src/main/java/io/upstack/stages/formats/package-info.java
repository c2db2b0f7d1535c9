/** What files are, told from their content. */
package io.upstack.stages.formats;
