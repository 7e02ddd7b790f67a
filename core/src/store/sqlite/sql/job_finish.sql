DELETE FROM outbox WHERE (chain, counter) = (?1, ?2);
