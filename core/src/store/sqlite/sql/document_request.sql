SELECT d.chain, d.counter, d.uuid, d.kind, d.route, d.number, d.issued_at, d.deadline_at, d.previous_hash, d.hash, d.request_key,
  d.content, d.currency, d.total, d.xml
  FROM document AS d
  JOIN chain AS its ON its.chain = d.chain
  JOIN chain AS own ON (own.environment, own.device) = (its.environment, its.device)
  WHERE d.request_key = ?2 AND own.chain = ?1;
