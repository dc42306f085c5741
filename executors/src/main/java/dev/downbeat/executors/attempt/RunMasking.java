package dev.downbeat.executors.attempt;

import dev.downbeat.executors.secrets.Masking;
import dev.downbeat.executors.secrets.SecretForms;
import dev.downbeat.executors.secrets.Secrets;
import dev.downbeat.model.RunSpec;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All that is secret in a run: what [Secrets] knows at the moment, and the run's params whose names say so.
public final class RunMasking implements Supplier<Masking> {
    private final Secrets secrets;
    private final RunSpec run;
    private final AtomicReference<@Nullable Made> last = new AtomicReference<>();

    private record Made(Masking known, Masking all) {}

    public RunMasking(Secrets secrets, RunSpec run) {
        this.secrets = secrets;
        this.run = run;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // asked for every line of a log; a masking that changed is another object
    public Masking get() {
        Masking known = secrets.masking();
        Made made = last.get();
        if (made == null || made.known() != known) {
            made = new Made(known, known.with(SecretForms.in(run.params())));
            last.set(made);
        }
        return made.all();
    }
}
