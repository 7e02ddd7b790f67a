-- The same rows as count_uncorrected.sql, one by one.
SELECT no.chain, no.counter, d.deadline_at FROM outcome AS no INDEXED BY outcome_figures
  CROSS JOIN document AS d ON (d.chain, d.counter) = (no.chain, no.counter)
  WHERE no.chain IN (SELECT chain FROM chain) AND no.fact = 2
    AND NOT EXISTS (SELECT 1 FROM outcome AS yes WHERE (yes.chain, yes.counter, yes.fact) = (no.chain, no.counter, 1))
    AND NOT EXISTS (SELECT 1 FROM reference AS r WHERE (r.to_chain, r.to_counter) = (no.chain, no.counter) AND r.role = 1)
  ORDER BY d.deadline_at, no.chain, no.counter;
