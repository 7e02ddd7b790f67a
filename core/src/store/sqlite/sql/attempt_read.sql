SELECT epoch, endpoint, at, node, again, after_window FROM attempt WHERE (chain, counter) = (?1, ?2) ORDER BY epoch;
