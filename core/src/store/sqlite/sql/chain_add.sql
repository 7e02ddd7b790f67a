INSERT INTO chain (chain, environment, device, vat_number, certificate, first_counter, first_hash, state, begun_at)
  VALUES ((SELECT coalesce(max(chain), 0) + 1 FROM chain), ?1, ?2, ?3, ?4, ?5, ?6, 1, ?7)
  RETURNING chain;
