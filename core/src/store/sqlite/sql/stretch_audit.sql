SELECT chain, counter, ordinal, at, actor, action, chain, counter, detail, previous, hash FROM audit INDEXED BY audit_place
  WHERE chain = ?1 AND counter > ?2 AND counter <= ?3 AND counter IS NOT NULL ORDER BY counter, ordinal;
