/// The outbox of alerts. The journal puts a row into it in the commit that the alert tells of; a sender
/// claims rows, sends them and marks them.
///
/// A claim is a lease: it moves the row's `due_at` on, so that a sender that dies between sending and marking
/// leaves a row that is due again. Hence an alert is sent at least once, and twice only when a process died
/// in between or took longer than its lease.
@NullMarked
package dev.downbeat.store.alerts;

import org.jspecify.annotations.NullMarked;
