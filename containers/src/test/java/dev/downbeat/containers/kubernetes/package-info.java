/// Tests of pods: their descriptions and readings as functions, the engine against a stand-in of a cluster,
/// and against a real one where `KUBECONFIG` names it.
@NullMarked
package dev.downbeat.containers.kubernetes;

import org.jspecify.annotations.NullMarked;
