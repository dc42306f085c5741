/// When the runs of a schedule fire and which stretch of time each covers: cron expressions, fixed intervals
/// and single shots, in any time zone. Pure arithmetic on `java.time`; the present comes in as an argument.
///
/// ## Daylight saving
///
/// A cron expression names *local* times. Where the clocks change, some local times do not exist and some
/// come twice.
///
/// | the hour field | local time skipped (clocks go forward) | local time repeated (clocks go back) |
/// |---|---|---|
/// | names hours: `6`, `1,13`, `9-17/2` | runs once, later by the gap: 02:30 becomes 03:30 | runs once, the
/// first time
/// |
/// | is open: `*`, `*/n`, `0-23` | does not run, there is no such moment | runs both times |
///
/// So a daily job runs once every day, and an hourly job once every real hour. A step that leaves a single hour
/// (`*/24`) names that hour. When a shifted tick falls on a tick that is there anyway, both are one.
///
/// Examples, in UTC:
///
/// | expression, zone | the night of | ticks |
/// |---|---|---|
/// | `0 0 * * *` America/New_York | 2024-03-10, 02:00 becomes 03:00 | 03-10 05:00, 03-11 04:00 |
/// | `30 2 * * *` America/New_York | the same | 03-10 07:30 (03:30 there), 03-11 06:30 |
/// | `30 * * * *` America/New_York | the same | 05:30, 06:30, 07:30, 08:30 |
/// | `0 */2 * * *` America/Toronto | 2023-03-12, 02:00 becomes 03:00 | 05:00, 08:00, 10:00 |
/// | `30 1 * * *` America/New_York | 2024-11-03, 02:00 becomes 01:00 | 05:30 (the first 01:30) |
/// | `*/15 1 * * *` America/New_York | the same | 05:00, 05:15, 05:30, 05:45 |
/// | `30 * * * *` America/New_York | the same | 04:30, 05:30, 06:30, 07:30 |
/// | `0 */2 * * *` Europe/Zurich | 2023-10-29, 03:00 becomes 02:00 | 22:00, 00:00, 01:00, 03:00 |
/// | `30 1 * * *` Australia/Lord_Howe | 2024-04-07, 02:00 becomes 01:30 | 04-06 14:30 (the first 01:30) |
///
/// Airflow differs in two points: at a repeated local time it runs a job of a named hour at the *second*
/// occurrence, and it treats `*/2` like a list of named hours (Toronto above: 05:00, 07:00, 08:00, 10:00). The
/// first occurrence is what cron daemons do, and a job that is due at 01:30 is not kept waiting for an hour.
///
/// Intervals of fixed length ([dev.downbeat.model.Schedule.Every]) are real time and know no daylight saving.
@NullMarked
package dev.downbeat.decider.schedule;

import org.jspecify.annotations.NullMarked;
