INSERT INTO reference (chain, counter, role, position, to_chain, to_counter, number) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);
