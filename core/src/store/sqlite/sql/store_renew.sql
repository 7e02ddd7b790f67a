UPDATE store SET install = ?1, generation = 1;
