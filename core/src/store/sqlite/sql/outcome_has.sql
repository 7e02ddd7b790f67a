SELECT EXISTS (SELECT 1 FROM outcome WHERE (chain, counter, fact) = (?1, ?2, ?3));
