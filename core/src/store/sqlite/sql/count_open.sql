SELECT chain, route, state, count(*), min(deadline_at), min(doubt_since) FROM outbox
  GROUP BY chain, route, state ORDER BY chain, route, state;
