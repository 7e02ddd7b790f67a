INSERT INTO cleared (chain, counter, xml) VALUES (?1, ?2, ?3);
