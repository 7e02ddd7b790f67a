SELECT o.chain, o.fact, coalesce(m.value ->> 'kind', '') AS kind, coalesce(m.value ->> 'code', '') AS code, count(*)
  FROM outcome AS o INDEXED BY outcome_messages JOIN json_each(o.messages) AS m
  WHERE o.messages IS NOT NULL GROUP BY o.chain, o.fact, kind, code ORDER BY o.chain, o.fact, kind, code;
