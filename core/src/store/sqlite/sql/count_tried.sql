-- In the order of the key: nothing is sorted.
SELECT chain, sum(tries), count(*) FROM (SELECT chain, counter, count(*) AS tries FROM attempt GROUP BY chain, counter)
  GROUP BY chain ORDER BY chain;
