SELECT counter, hash, issued_at FROM document WHERE chain = ?1 ORDER BY counter DESC LIMIT 1;
