SELECT role, to_chain, to_counter, number FROM reference WHERE (chain, counter) = (?1, ?2) ORDER BY role, position;
