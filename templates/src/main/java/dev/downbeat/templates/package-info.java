/// Jinja templates and expressions, strict on names that are not there.
///
/// The grammar of expressions and the text filters are HubSpot's Jinjava. Evaluation is our own
/// ([dev.downbeat.templates.StrictParser], [dev.downbeat.templates.Nodes], [dev.downbeat.templates.Op]):
/// Jinjava
/// renders a missing name as nothing, takes none for 0, and reaches Java's beans by reflection; in a pipeline
/// the
/// first two hide mistakes and the third lets a template call into the server. So are the statements (`if`,
/// `for`,
/// `set`, `macro`, `raw`), which makes a template a tree that is parsed once and tells the place of a
/// mistake.
///
/// Values print as in Python (`True`, `False`, `None`, `['a', 1]`), because that is what Jinja2 does
/// everywhere else
/// that people write YAML with it, and scripts and queries are moved between the tools; `tojson` gives JSON's
/// words.
/// Numbers print as written, never with an exponent. A final line break stays.
@NullMarked
package dev.downbeat.templates;

import org.jspecify.annotations.NullMarked;
