package dev.downbeat.cli;

import dev.downbeat.api.RepairViews.NoteRequest;
import dev.downbeat.api.RepairViews.NoteView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "note",
        header = "Write a note on a run or a task of it; without a text, read the notes.",
        footerHeading = "%nExample:%n",
        footer = "  downbeat runs note 12 The source was down until noon. --task load")
final class RunsNoteCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(index = "0", paramLabel = "RUN|DAG", description = "A run's number, or a DAG for its newest run.")
    String run = "";

    @Parameters(index = "1..*", paramLabel = "TEXT", arity = "0..*", description = "What to write down.")
    List<String> text = new ArrayList<>();

    @Option(names = "--task", paramLabel = "TASK", description = "The note is on this task, as in load or load/3.")
    @Nullable
    String task;

    RunsNoteCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (var access = context.platform().access()) {
            long number = RunsCommand.number(access.api(), run);
            var repair = access.api().repair();
            if (!text.isEmpty()) {
                TaskName on = task == null ? null : TaskName.of(task);
                repair.addNote(
                        number,
                        new NoteRequest(
                                on == null ? null : on.task(),
                                on == null ? null : on.index(),
                                String.join(" ", text),
                                RepairTalk.user()));
            }
            List<NoteView> notes = repair.notes(number);
            context.show(notes, () -> table(notes), "there are no notes on run " + number);
        }
        return ExitCode.SUCCESS.number();
    }

    private Table table(List<NoteView> notes) {
        var table = new Table("WRITTEN", "BY", "TASK", "NOTE");
        for (NoteView note : notes) {
            table.row(
                    Words.moment(note.writtenAt(), context.screen().zone()),
                    note.writtenBy().isEmpty() ? "-" : note.writtenBy(),
                    note.task().isEmpty() ? "(run)" : Words.task(note.task(), note.mapIndex()),
                    note.text());
        }
        return table;
    }
}
