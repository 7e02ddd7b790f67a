SELECT d.chain, d.counter, d.uuid, d.kind, d.route, d.number, d.issued_at, d.deadline_at, d.previous_hash, d.hash, d.request_key,
  d.content, d.currency, d.total, d.xml, d.ordinal, d.sum
  FROM document AS d WHERE d.chain = ?1 AND d.counter > ?2 ORDER BY d.counter LIMIT ?3;
