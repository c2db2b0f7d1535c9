/** Detection of file formats from the content of files. */
package io.upstack.stages.formats;
