-- What every session of a worker says first. Whoever waits for a worker's lock waits no longer than a call may take.
set statement_timeout = '60s';
set lock_timeout = '10s';
set idle_in_transaction_session_timeout = '60s';
set search_path = pg_catalog, pg_temp;
