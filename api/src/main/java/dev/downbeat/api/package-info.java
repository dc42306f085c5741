/// What can be asked of Downbeat, whoever asks: the REST resources, the HTTP client and the CLI on the embedded
/// store all speak through [DownbeatApi] and these records.
@NullMarked
package dev.downbeat.api;

import org.jspecify.annotations.NullMarked;
