SELECT chain, counter, uuid, kind, route, number, issued_at, deadline_at, previous_hash, hash, request_key, content, currency, total, xml
  FROM document WHERE number = ?1 ORDER BY ordinal;
