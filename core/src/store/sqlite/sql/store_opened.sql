UPDATE store SET generation = ?1;
