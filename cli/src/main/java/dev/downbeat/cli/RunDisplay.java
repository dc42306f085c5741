package dev.downbeat.cli;

import dev.downbeat.api.Views.RunDetail;

/// Shows a run while it goes on. Called from one thread, but for [#say].
sealed interface RunDisplay extends AutoCloseable permits LiveDisplay, LineDisplay {
    void update(RunDetail run);

    /// Time passed and nothing else.
    void tick();

    /// A message in between.
    void say(String message);

    @Override
    void close();
}
