SELECT chain FROM chain WHERE (environment, device, certificate) = (?1, ?2, ?3);
