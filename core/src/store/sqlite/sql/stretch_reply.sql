SELECT chain, counter, epoch, at, ms, http, verdict, body FROM reply
  WHERE chain = ?1 AND counter > ?2 AND counter <= ?3 ORDER BY counter, epoch;
