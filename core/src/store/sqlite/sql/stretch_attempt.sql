SELECT chain, counter, epoch, endpoint, at, node, again, after_window FROM attempt
  WHERE chain = ?1 AND counter > ?2 AND counter <= ?3 ORDER BY counter, epoch;
