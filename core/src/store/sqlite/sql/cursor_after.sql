-- The next one that waits, else behind the last document of all.
SELECT coalesce(
  (SELECT d.counter FROM document AS d WHERE d.chain = ?1 AND d.route = ?2 AND d.counter > ?3
    AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE (o.chain, o.counter) = (d.chain, d.counter))
    AND NOT EXISTS (SELECT 1 FROM outcome AS o WHERE (o.chain, o.counter) = (d.chain, d.counter))
    ORDER BY d.counter LIMIT 1),
  max(?3, (SELECT coalesce(max(counter), 0) FROM document WHERE chain = ?1)) + 1);
