package dev.downbeat.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// A command that only holds others: alone it shows its help.
interface Group extends Callable<Integer> {
    CommandSpec spec();

    @Override
    default Integer call() {
        spec().commandLine().usage(spec().commandLine().getErr());
        return ExitCode.BAD_INPUT.number();
    }
}
