INSERT INTO attempt (chain, counter, epoch, endpoint, at, node, again, after_window) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
