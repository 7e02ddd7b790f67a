INSERT INTO store (one, install) VALUES (1, ?1);
