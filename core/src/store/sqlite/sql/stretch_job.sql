SELECT o.chain, o.counter, o.route, o.endpoint, o.state, o.due_at, o.deadline_at, o.first_sent_at, o.attempts, o.failures, o.epoch,
  o.doubt_since, o.owner, o.last_http, o.last_code FROM outbox AS o WHERE o.chain = ?1 AND o.counter > ?2 AND o.counter <= ?3;
