UPDATE chain SET state = 2 WHERE (environment, device) = (?1, ?2) AND state = 1 RETURNING chain;
