UPDATE outbox SET route = ?3, endpoint = ?4, state = ?5, due_at = ?6, deadline_at = ?7, first_sent_at = ?8, attempts = ?9,
  failures = ?10, epoch = ?11, doubt_since = ?12, owner = ?13, last_http = ?14, last_code = ?15
  WHERE (chain, counter) = (?1, ?2);
