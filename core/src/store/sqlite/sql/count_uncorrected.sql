-- The rejected ones are few: each is looked up among the accepted and among the corrected.
SELECT no.chain, count(*) FROM outcome AS no INDEXED BY outcome_figures
  WHERE no.chain IN (SELECT chain FROM chain) AND no.fact = 2
    AND NOT EXISTS (SELECT 1 FROM outcome AS yes WHERE (yes.chain, yes.counter, yes.fact) = (no.chain, no.counter, 1))
    AND NOT EXISTS (SELECT 1 FROM reference AS r WHERE (r.to_chain, r.to_counter) = (no.chain, no.counter) AND r.role = 1)
  GROUP BY no.chain ORDER BY no.chain;
