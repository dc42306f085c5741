/// Templates in settings and expressions in branches: [dev.downbeat.templates.Templates] renders, evaluates
/// and checks them, strict on names that are not there.
///
/// The library jinjava reads the template: blocks, comments, `raw`, white space control; some text filters
/// are its own too. Expressions are read and evaluated here, for three reasons. Jinjava's evaluator renders
/// a missing name as nothing, takes none for 0 and compares by guess, which hides mistakes in a pipeline.
/// It reaches Java's beans and methods by reflection, which lets a template call into the server. And its
/// expression grammar is that of Java's EL: `not 1 == 2`, `params.mod` and `a < b <= c` mean other things
/// there than in Jinja2, or nothing.
///
/// Text is what Jinja2 in Python prints: `True`, `None`, `['a', 1]`, `0.98`; templates that come from Airflow
/// give the same text here. For JSON there is the filter `tojson`. A final line break stays.
@NullMarked
package dev.downbeat.templates;

import org.jspecify.annotations.NullMarked;
