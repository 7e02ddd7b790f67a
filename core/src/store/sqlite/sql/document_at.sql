SELECT d.chain, d.counter, d.uuid, d.kind, d.route, d.number, d.issued_at, d.deadline_at, d.previous_hash, d.hash, d.request_key,
  d.content, d.currency, d.total, d.xml
  FROM document AS d WHERE (d.chain, d.counter) = (?1, ?2);
