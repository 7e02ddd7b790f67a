-- Documents whose number through all chains is not the next one, or is not higher than that of the document before in their chain.
SELECT 'document ' || ordinal FROM (
  SELECT ordinal, row_number() OVER (ORDER BY ordinal) AS place FROM document
) WHERE ordinal <> place
UNION ALL
SELECT 'document ' || ordinal FROM (
  SELECT ordinal, max(ordinal) OVER (PARTITION BY chain ORDER BY counter ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM document
) WHERE before > ordinal
LIMIT 20;
