INSERT INTO reply (chain, counter, epoch, at, ms, http, verdict, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
