INSERT INTO device (environment, name, version, saved_at, file) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (environment, name) DO UPDATE SET version = excluded.version, saved_at = excluded.saved_at, file = excluded.file;
