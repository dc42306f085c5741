/// A stand-in for a Kubernetes cluster: Fabric8's mock of an API server, taught what it lacks (a history that
/// watches resume from, deletion with grace, logs, quotas) and a kubelet that runs the commands of pods as
/// processes of this machine. It can be told to fail in the ways that clusters fail.
///
/// A module whose tests use it names `kubernetes-server-mock` in test scope; see the pom of this one.
@NullMarked
package dev.downbeat.testkit.kubernetes;

import org.jspecify.annotations.NullMarked;
