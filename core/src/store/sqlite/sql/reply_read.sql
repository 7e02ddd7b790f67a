SELECT epoch, at, ms, http, verdict, body FROM reply WHERE (chain, counter) = (?1, ?2) ORDER BY epoch;
