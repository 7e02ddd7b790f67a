-- As chain/out.sql, of documents that no ERP has.
copy (
    select c.chain, c.device, c.certificate, c.first_counter, encode(c.first_hash, 'hex'), d.counter, d.uuid, d.kind, d.route, d.number,
        encode(d.previous_hash, 'hex'), encode(d.hash, 'hex'), d.total, d.currency, d.counter, c.device, encode(d.xml, 'hex')
    from khatm.document as d join khatm.chain as c on c.chain = d.chain
    order by d.chain, d.counter
) to stdout
