SELECT EXISTS (SELECT 1 FROM reply WHERE (chain, counter, epoch) = (?1, ?2, ?3));
