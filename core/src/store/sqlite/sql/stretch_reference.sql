SELECT chain, counter, role, to_chain, to_counter, number FROM reference WHERE chain = ?1 AND counter > ?2 AND counter <= ?3
  ORDER BY counter, role, position;
