package dev.downbeat.cli;

import dev.downbeat.api.Views.RunDetail;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// A run as a picture that is drawn over itself. It never takes more than the screen, and copes with a
/// window that changes its size between two frames.
final class LiveDisplay implements RunDisplay {
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String CLEAR_LINE_END = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final Screen screen;
    private final Ink ink;
    private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
    private List<String> drawn = List.of();
    private @Nullable RunDetail last;
    private int frame;

    LiveDisplay(Screen screen, Ink ink) {
        this.screen = screen;
        this.ink = ink;
        screen.out().print(HIDE_CURSOR);
    }

    @Override
    public void update(RunDetail run) {
        last = run;
        draw();
    }

    @Override
    public void tick() {
        draw();
    }

    /// Drawn above the picture with the next frame.
    @Override
    public void say(String message) {
        messages.add(message);
    }

    private void draw() {
        RunDetail run = last;
        if (run == null) {
            return;
        }
        Screen.Size size = screen.size().get();
        var frameText = new StringBuilder(back(size.columns()));
        for (String message = messages.poll(); message != null; message = messages.poll()) {
            frameText.append(message).append(CLEAR_LINE_END).append('\n');
        }
        List<String> lines = new RunPicture(ink, screen.clock().instant(), frame++).lines(run, size);
        lines.forEach(line -> frameText.append(line).append(CLEAR_LINE_END).append('\n'));
        screen.out().print(frameText.append(CLEAR_BELOW));
        screen.out().flush();
        drawn = lines;
    }

    /// To where the last frame began. A narrower window has broken its lines, so they are counted anew.
    private String back(int columns) {
        int rows = drawn.stream()
                .mapToInt(line -> Math.max(1, -Math.floorDiv(-Ink.width(line), columns)))
                .sum();
        return rows == 0 ? "\r" : "\u001b[" + rows + "A\r";
    }

    @Override
    public void close() {
        var left = new ArrayList<String>();
        for (String message = messages.poll(); message != null; message = messages.poll()) {
            left.add(message);
        }
        left.forEach(screen.out()::println);
        screen.out().print(SHOW_CURSOR);
        screen.out().flush();
    }
}
