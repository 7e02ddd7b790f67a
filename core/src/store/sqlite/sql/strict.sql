-- What `connect` asked for must be so.
SELECT (SELECT foreign_keys FROM pragma_foreign_keys) = 1 AND (SELECT synchronous FROM pragma_synchronous) >= 2;
