SELECT "table" FROM pragma_foreign_key_check LIMIT 20;
