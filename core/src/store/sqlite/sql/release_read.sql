SELECT at, by, reason, note FROM release WHERE (chain, counter) = (?1, ?2);
