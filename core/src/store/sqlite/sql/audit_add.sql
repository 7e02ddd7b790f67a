INSERT INTO audit (ordinal, at, actor, action, chain, counter, detail, previous, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
