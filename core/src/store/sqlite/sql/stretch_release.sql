SELECT chain, counter, at, by, reason, note FROM release WHERE chain = ?1 AND counter > ?2 AND counter <= ?3;
