SELECT environment, name, version, saved_at, file FROM device WHERE (environment, name) = (?1, ?2);
