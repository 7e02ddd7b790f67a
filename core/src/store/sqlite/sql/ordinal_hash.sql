SELECT hash FROM document WHERE ordinal = ?1;
