SELECT DISTINCT chain, counter FROM reference WHERE (to_chain, to_counter) = (?1, ?2) AND role = ?3 ORDER BY chain, counter;
