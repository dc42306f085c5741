-- Whether a DAG has an update of an asset, however many of another one wait.
create index asset_queue_of_asset on asset_queue (dag_id, asset);
