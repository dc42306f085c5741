/// A PostgreSQL of Downbeat's own, in its home folder.
///
/// The layout of `<home>/postgres` (readable by its owner only): `binaries-*` the unpacked programs, `data`
/// the database, `password` of its one account, `server.log`, `start.lock` (held while somebody starts or
/// stops the server) and `users/` with one locked file per process that uses it. The server runs in a
/// session of its own: it outlives Ctrl-C and `kill -9` of the Java process, and the next one to come finds
/// it by `data/postmaster.pid`. The last process to leave in good order stops it. The operating system
/// drops file locks with their process, so nobody has to clean up.
@NullMarked
package dev.downbeat.store.embedded;

import org.jspecify.annotations.NullMarked;
