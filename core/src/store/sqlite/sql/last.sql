SELECT ordinal, hash FROM document ORDER BY ordinal DESC LIMIT 1;
