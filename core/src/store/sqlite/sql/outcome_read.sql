SELECT fact, epoch, http, at, late, endpoint, messages FROM outcome WHERE (chain, counter) = (?1, ?2) ORDER BY fact;
