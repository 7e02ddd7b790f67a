-- In the order of both keys: neighbours are found on the same page, and no copy is read.
SELECT yes.chain, count(*) FROM outcome AS yes
  WHERE yes.fact = 1 AND yes.endpoint = 2
    AND NOT EXISTS (SELECT 1 FROM cleared AS c WHERE (c.chain, c.counter) = (yes.chain, yes.counter))
    AND NOT EXISTS (SELECT 1 FROM outcome AS no WHERE (no.chain, no.counter, no.fact) = (yes.chain, yes.counter, 2))
  GROUP BY yes.chain ORDER BY yes.chain;
