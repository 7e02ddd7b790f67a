SELECT d.counter, d.deadline_at FROM document AS d
  WHERE d.chain = ?1 AND d.route = ?2 AND d.counter >= ?3
    AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE (o.chain, o.counter) = (d.chain, d.counter))
    AND NOT EXISTS (SELECT 1 FROM outcome AS o WHERE (o.chain, o.counter) = (d.chain, d.counter))
  ORDER BY d.counter LIMIT ?4;
