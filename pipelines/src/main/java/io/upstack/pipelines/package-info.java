/** The pipelines that join the stages. Each is one class and contains only composition. */
package io.upstack.pipelines;
