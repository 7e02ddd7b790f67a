INSERT INTO release (chain, counter, at, by, reason, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
