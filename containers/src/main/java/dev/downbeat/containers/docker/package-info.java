/// Containers of a Docker engine, or of Podman, which serves the same API.
///
/// [dev.downbeat.containers.docker.Docker] is what we ask of the API, in words of our own: the library behind
/// it is seen nowhere else. Two stand on it: [dev.downbeat.containers.docker.DockerEngine], which makes one
/// container for each attempt on behalf of an executor, and the operator `docker`.
///
/// What ended stays in the engine until somebody who has read its end removes it, so that no end is lost with
/// the process that waited for it.
@NullMarked
package dev.downbeat.containers.docker;

import org.jspecify.annotations.NullMarked;
