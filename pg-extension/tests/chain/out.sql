-- Everything the checker looks at, a line a document, in the order of the chains.
copy (
    select c.chain, c.device, c.certificate, c.first_counter, encode(c.first_hash, 'hex'), d.counter, d.uuid, d.kind, d.route, d.number,
        encode(d.previous_hash, 'hex'), encode(d.hash, 'hex'), d.total, d.currency, s.icv, s.device, encode(d.xml, 'hex')
    from khatm.document as d join khatm.chain as c on c.chain = d.chain left join erp.sold as s on s.number = d.number
    order by d.chain, d.counter
) to stdout
