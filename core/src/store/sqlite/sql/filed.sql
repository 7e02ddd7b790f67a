SELECT ordinal FROM document WHERE (chain, counter) = (?1, ?2);
