/// Attempts in containers of their own, one for each: a Docker engine's or the pods of a cluster.
///
/// A container holds a program that does the one attempt whose token it was given, and says everything to the
/// server as a worker does ([dev.downbeat.executors.remote.Fleet]). That it is there, and what becomes of one
/// that ends without a word, is the matter of [ContainerHands]. What is true stands in the store: the row of
/// an attempt says under which token it is held, and a container shows by its claim whether it was made for
/// that. So a container is made once whoever asks for it how often, one that was made for a claim that is no
/// longer held can do nothing but end, and a server that starts finds those of the one before.
@NullMarked
package dev.downbeat.executors.container;

import org.jspecify.annotations.NullMarked;
