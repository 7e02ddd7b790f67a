INSERT INTO outcome (chain, counter, fact, epoch, http, at, late, endpoint, messages) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
