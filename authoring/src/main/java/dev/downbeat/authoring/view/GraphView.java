package dev.downbeat.authoring.view;

import dev.downbeat.model.DagSpec;

/// A DAG as a picture. Equal specs give equal text.
public final class GraphView {
    private GraphView() {}

    /// For the terminal, from top to bottom; lines end with `\n`.
    ///
    /// ```
    /// churn — Train and publish the churn model (3 tasks)
    ///
    /// ●    extract  sql
    /// ├─╮
    /// ● │  train    python
    /// │ ●  report   email
    /// ```
    public static String ascii(DagSpec spec, Look look) {
        return AsciiGraph.draw(spec, look);
    }

    /// A Mermaid flowchart, from left to right; task groups are subgraphs.
    public static String mermaid(DagSpec spec, Look look) {
        return MermaidGraph.draw(spec, look);
    }

    /// A standalone SVG image, from left to right, legible on light and dark grounds.
    public static String svg(DagSpec spec, Look look) {
        return SvgGraph.draw(spec, look);
    }
}
