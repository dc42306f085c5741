/// Programs in containers as tasks.
///
/// A container is a child of the engine, not of this process, and outlives it. What a task started has to end
/// with the task all the same:
///
/// 1. *One name for each task instance* ([dev.downbeat.operators.docker.Instance]), made of what all its
/// attempts share. The engine has one container of a name at most, so the next attempt finds what the one
/// before it left, and removes it before it begins.
/// 2. *Labels* say which attempt made it. An attempt that ends late, when another has begun already, leaves
/// the other's container alone.
/// 3. *A sweep* ([dev.downbeat.operators.docker.Orphans]) for those instances that get no next attempt.
@NullMarked
package dev.downbeat.operators.docker;

import org.jspecify.annotations.NullMarked;
