INSERT INTO outbox (chain, counter, route, endpoint, state, due_at, deadline_at, first_sent_at, attempts, failures, epoch,
    doubt_since, owner, last_http, last_code)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15);
