-- The checker compares documents with an ERP's rows; the fuzzer's have none of their own.
create schema if not exists erp;
drop table if exists erp.sale;
create table erp.sale as select c.device, d.counter as icv, d.uuid from khatm.document as d join khatm.chain as c on c.chain = d.chain;
