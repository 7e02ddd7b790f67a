-- A day of sales. The clerk knows only the ERP's tables: he writes rows and commits.
\set QUIET on
set role books_erp;

-- At the counter: simplified invoices, handed over at once and reported within a day.
begin;
insert into books.invoice (number, till) values ('R-1', 'till-1');
insert into books.invoice_line values (1, 1, 4, 3, null), (1, 2, 3, 0.755, null);
update books.invoice set state = 'posted', posted_at = now() where number = 'R-1';
commit;

-- Posted in one statement with its lines, as many ERPs do.
begin;
with made as (insert into books.invoice (number, till, state, posted_at) values ('R-2', 'till-1', 'posted', now()) returning id)
insert into books.invoice_line select id, 1, 1, 2, null from made;
commit;

-- One that the customer did not want: nothing is issued, no number of the chain is used.
begin;
insert into books.invoice (number, till, state, posted_at) values ('R-3', 'till-1', 'posted', now());
rollback;

-- To businesses: standard invoices, handed over when the authority has cleared them.
begin;
insert into books.invoice (number, till, customer_id) values ('T-1', 'till-1', 1), ('T-2', 'till-1', 2);
insert into books.invoice_line
select id, 1, 1, 200, 10.0 from books.invoice where number = 'T-1' union all
select id, 1, 1, 60, null from books.invoice where number = 'T-2' union all
select id, 2, 2, 60, null from books.invoice where number = 'T-2';
update books.invoice set state = 'posted', posted_at = now() where number in ('T-1', 'T-2');
commit;

-- Goods come back: credit notes, of the counter and of a business.
begin;
with made as (
    insert into books.goods_return (number, till, invoice_id, reason, state)
    select 'C-' || row_number() over (order by number), 'till-1', id, 'ترجيع السلع | Return of goods', 'posted'
    from books.invoice where number in ('R-1', 'T-1')
    returning id, invoice_id)
insert into books.goods_return_line
select made.id, 1, l.product_id, 1 from made join books.invoice_line as l on l.invoice_id = made.invoice_id and l.position = 1;
commit;
reset role;

-- At closing time everything has its answer; the worker in the server has seen to that meanwhile.
create procedure pg_temp.delivered() language plpgsql as $$
begin
    for look in 1 .. 600 loop
        exit when not exists (select from khatm.deliveries);
        commit;
        perform pg_sleep(0.1);
    end loop;
end
$$;
call pg_temp.delivered();
