-- What every transaction of a host begins with. Whoever waits for a lock, because another transaction issues on the same device, waits no
-- longer than this; looking at a whole ledger takes as long as it takes. A statement that is still being received is idle to the server.
begin;
set local statement_timeout = 0;
set local lock_timeout = '10s';
set local idle_in_transaction_session_timeout = '15min';
set local search_path = pg_catalog, pg_temp
