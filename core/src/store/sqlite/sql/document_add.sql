INSERT INTO document (ordinal, chain, counter, uuid, kind, route, number, issued_at, deadline_at, previous_hash, hash,
    request_key, content, currency, total, xml, sum)
  VALUES ((SELECT coalesce(max(ordinal), 0) + 1 FROM document), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16);
