-- What is to wait longer than anything does (?4) was written by a clock that ran ahead: it is due, too.
SELECT o.chain, o.counter, o.route, o.endpoint, o.state, o.due_at, o.deadline_at, o.first_sent_at, o.attempts, o.failures, o.epoch,
  o.doubt_since, o.owner, o.last_http, o.last_code FROM outbox AS o JOIN lane AS l ON (l.chain, l.route) = (o.chain, o.route)
  JOIN lane AS e ON (e.chain, e.route) = (o.chain, o.endpoint)
  WHERE o.state < 4 AND o.route = ?1 AND (o.due_at <= ?2 OR o.due_at > ?4) AND l.park_why IS NULL AND (e.rest_until IS NULL OR e.rest_until <= ?2 OR e.rest_until > ?4)
  ORDER BY o.deadline_at, o.chain, o.counter LIMIT ?3;
