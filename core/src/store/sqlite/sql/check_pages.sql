SELECT * FROM pragma_integrity_check;
