SELECT (SELECT endpoint FROM outcome WHERE (chain, counter, fact) = (?1, ?2, 1)),
  EXISTS (SELECT 1 FROM outcome WHERE (chain, counter, fact) = (?1, ?2, 2)),
  EXISTS (SELECT 1 FROM cleared WHERE (chain, counter) = (?1, ?2));
