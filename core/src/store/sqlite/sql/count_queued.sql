SELECT l.chain, l.route, count(*), min(d.deadline_at)
  FROM lane AS l CROSS JOIN document AS d INDEXED BY document_lane ON d.chain = l.chain AND d.route = l.route AND d.counter >= l.next
  WHERE NOT EXISTS (SELECT 1 FROM outbox AS o WHERE (o.chain, o.counter) = (d.chain, d.counter))
    AND NOT EXISTS (SELECT 1 FROM outcome AS o WHERE (o.chain, o.counter) = (d.chain, d.counter))
  GROUP BY l.chain, l.route ORDER BY l.chain, l.route;
