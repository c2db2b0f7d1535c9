/** How stages join: one class a pipeline, composition only. */
package io.upstack.pipelines;
