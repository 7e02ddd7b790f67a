SELECT device FROM chain WHERE environment = ?1 AND certificate = ?3 AND device <> ?2 LIMIT 1;
