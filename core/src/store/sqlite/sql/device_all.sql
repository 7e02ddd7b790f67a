SELECT environment, name, version, saved_at, file FROM device ORDER BY environment, name;
