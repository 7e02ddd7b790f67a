-- What every session of a host says first. Whoever waits for a lock, because another transaction issues on the same device, waits no longer
-- than this; looking at a whole ledger takes as long as it takes.
set statement_timeout = 0;
set lock_timeout = '10s';
set idle_in_transaction_session_timeout = '60s';
set search_path = pg_catalog, pg_temp;
