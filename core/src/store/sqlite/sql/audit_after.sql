SELECT ordinal, at, actor, action, chain, counter, detail, previous, hash FROM audit WHERE ordinal > ?1 ORDER BY ordinal LIMIT ?2;
