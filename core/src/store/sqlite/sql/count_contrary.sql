-- The rejected ones are few: each is looked up among the accepted.
SELECT no.chain, count(*), max(max(no.at, yes.at)) FROM outcome AS no INDEXED BY outcome_figures
  CROSS JOIN outcome AS yes ON (yes.chain, yes.counter, yes.fact) = (no.chain, no.counter, 1)
  WHERE no.chain IN (SELECT chain FROM chain) AND no.fact = 2
  GROUP BY no.chain ORDER BY no.chain;
