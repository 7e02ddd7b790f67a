SELECT ordinal, hash FROM audit ORDER BY ordinal DESC LIMIT 1;
