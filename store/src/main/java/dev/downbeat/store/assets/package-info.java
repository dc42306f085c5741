/// Updates of assets and the runs that they start. The journal writes an update in the commit of the success that it
/// comes with, and queues it for the DAGs that work on the asset; whoever makes a run of a DAG takes from its queue in
/// the same transaction. So no update is lost, and none starts two runs of one DAG.
@NullMarked
package dev.downbeat.store.assets;

import org.jspecify.annotations.NullMarked;
