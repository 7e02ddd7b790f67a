SELECT chain, fact, count(*), sum(late), max(at) FROM outcome INDEXED BY outcome_figures GROUP BY chain, fact ORDER BY chain, fact;
