SELECT chain, counter, xml FROM cleared WHERE chain = ?1 AND counter > ?2 AND counter <= ?3;
