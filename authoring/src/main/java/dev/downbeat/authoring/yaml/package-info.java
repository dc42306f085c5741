/// DAGs in YAML. A file is read as a tree of nodes that know their places, so that every mistake has a line and
/// a column; all mistakes of a file are found in one go.
///
/// [YamlDags] reads a file in steps: [Document] (the tree), [NodeChecker] (forms, by the shapes of [DagKeys],
/// [TaskKeys] and the operators' settings), [TaskTree] (groups flattened, names resolved), [TemplateChecker]
/// (what templates name).
@NullMarked
package dev.downbeat.authoring.yaml;

import org.jspecify.annotations.NullMarked;
