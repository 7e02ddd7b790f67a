SELECT xml FROM cleared WHERE (chain, counter) = (?1, ?2);
