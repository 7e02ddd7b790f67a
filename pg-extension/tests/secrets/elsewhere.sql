-- With another root key: nothing opens, and nothing is told.
\set ON_ERROR_STOP off
select khatm.device_import(pg_read_binary_file(:'devices' || '/TILL-3.json'), '0');
select icv from khatm.issue('TILL-1', '{"number": "D-7", "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]}');
select * from khatm.check('{"number": "D-7"}', 'TILL-1');
