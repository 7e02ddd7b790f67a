SELECT chain, environment, device, vat_number, certificate, first_counter, first_hash, state FROM chain ORDER BY chain;
