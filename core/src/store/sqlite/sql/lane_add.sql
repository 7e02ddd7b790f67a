INSERT INTO lane (chain, route, next, endpoint) VALUES (?1, ?2, ?3, ?2);
