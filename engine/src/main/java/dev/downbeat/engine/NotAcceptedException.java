package dev.downbeat.engine;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;

/// A run was not taken because its shard is, or just went, to another scheduler. Whoever stores the run for that one to
/// find, under the same id, loses nothing.
public final class NotAcceptedException extends DownbeatException {
    private static final long serialVersionUID = 1L;

    NotAcceptedException() {
        super(ErrorCode.DATABASE, "the run was not accepted: another scheduler owns its shard now; try again");
    }
}
