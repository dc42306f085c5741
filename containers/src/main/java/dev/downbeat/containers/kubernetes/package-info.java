/// Attempts as pods of a Kubernetes cluster: one bare pod each, with its name, so that asking twice makes
/// one.
///
/// What goes in: [dev.downbeat.containers.kubernetes.PodManifest] lays four things over each other (what is
/// built in, the installation's template, the task's container, the task's `pod`) by the rules of
/// [dev.downbeat.containers.kubernetes.StrategicMerge], and [dev.downbeat.containers.kubernetes.PodKeys]
/// names what is wrong in them. What comes out: [dev.downbeat.containers.kubernetes.PodReading] is the one
/// place that knows what a pod's status means. Both are functions of their arguments.
///
/// Around them: [dev.downbeat.containers.kubernetes.PodWatch] keeps an informer (it lists, watches on from
/// there, and lists anew when the server has forgotten that far back), and
/// [dev.downbeat.containers.kubernetes.KubernetesEngine] asks. Only this package knows Fabric8. Its client is
/// used without its own retries: who asks is told to come again, and decides when.
///
/// Pods are never patched. Whose a pod is stands in a row of the database; its labels only make it findable.
@NullMarked
package dev.downbeat.containers.kubernetes;

import org.jspecify.annotations.NullMarked;
