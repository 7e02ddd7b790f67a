-- What every transaction of a worker begins with. Whoever waits for a worker's lock waits no longer than a call may take.
begin;
set local statement_timeout = '60s';
set local lock_timeout = '10s';
set local idle_in_transaction_session_timeout = '60s';
set local search_path = pg_catalog, pg_temp
