package dev.downbeat.authoring.view;

import dev.downbeat.model.TaskState;

/// How a state looks, the same in every view: a sign that can be told apart without colour, and a colour.
///
/// @param sign one character
/// @param ansi code of an ANSI colour, for `ESC[…m`
/// @param css  a colour that is legible on white and on black
public record StateStyle(String sign, String ansi, String css) {
    public static StateStyle of(TaskState state) {
        return switch (state) {
            case NONE -> new StateStyle("·", "90", "#8b949e");
            case SCHEDULED -> new StateStyle("○", "90", "#8b949e");
            case QUEUED -> new StateStyle("◌", "36", "#5b9dd9");
            case RUNNING -> new StateStyle("●", "34", "#2f81f7");
            case RESTARTING -> new StateStyle("↻", "35", "#a371f7");
            case UP_FOR_RETRY -> new StateStyle("↺", "33", "#d29922");
            case UP_FOR_RESCHEDULE -> new StateStyle("◔", "36", "#39a0a8");
            case DEFERRED -> new StateStyle("◑", "36", "#39a0a8");
            case SUCCESS -> new StateStyle("✓", "32", "#2da44e");
            case FAILED -> new StateStyle("✗", "31", "#e5534b");
            case SKIPPED -> new StateStyle("⊘", "90", "#9198a1");
            case UPSTREAM_FAILED -> new StateStyle("⊗", "33", "#c9793b");
            case REMOVED -> new StateStyle("−", "90", "#9198a1");
        };
    }

    /// The text in this style's colour, when colour is wanted.
    public String paint(String text, boolean colour) {
        return colour ? "\u001b[" + ansi + "m" + text + "\u001b[0m" : text;
    }
}
