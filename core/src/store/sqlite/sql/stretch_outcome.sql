SELECT chain, counter, fact, epoch, http, at, late, endpoint, messages FROM outcome
  WHERE chain = ?1 AND counter > ?2 AND counter <= ?3 ORDER BY counter, fact;
