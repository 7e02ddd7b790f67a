SELECT chain, begun_at, why FROM chain ORDER BY chain;
